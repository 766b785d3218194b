-- What a table definition cannot say. Every rule here also stands in domain/; the names are stable,
-- services/ translates them to the error codes of the specification.

-- ---------------------------------------------------------------- values of one row

ALTER TABLE "region"
  ADD CONSTRAINT "region_name_length" CHECK (char_length(name) BETWEEN 1 AND 80);
ALTER TABLE "zone"
  ADD CONSTRAINT "zone_name_length" CHECK (char_length(name) BETWEEN 1 AND 80);
ALTER TABLE "address_pool"
  ADD CONSTRAINT "address_pool_no_host_bits" CHECK (host(network(cidr)) = host(cidr));
ALTER TABLE "server"
  ADD CONSTRAINT "server_name_length" CHECK (char_length(name) BETWEEN 1 AND 80),
  ADD CONSTRAINT "server_address_single" CHECK (masklen(address) = CASE family(address) WHEN 4 THEN 32 ELSE 128 END);
-- An address that a connection can be made to, and that cannot be written in two ways.
ALTER TABLE "server"
  ADD CONSTRAINT "server_address_host" CHECK (NOT (
    address <<= '0.0.0.0/8' OR address <<= '224.0.0.0/4' OR address = '255.255.255.255'
    OR address = '::' OR address <<= 'ff00::/8' OR address <<= '::ffff:0:0/96'));
ALTER TABLE "load_balancer"
  ADD CONSTRAINT "load_balancer_name_length" CHECK (char_length(name) BETWEEN 1 AND 80),
  ADD CONSTRAINT "load_balancer_address_single" CHECK (masklen(address) = CASE family(address) WHEN 4 THEN 32 ELSE 128 END);
ALTER TABLE "listener"
  ADD CONSTRAINT "listener_name_length" CHECK (char_length(name) BETWEEN 1 AND 256),
  ADD CONSTRAINT "listener_port_range" CHECK (port BETWEEN 1 AND 65535),
  ADD CONSTRAINT "listener_udp_port_reserved" CHECK (protocol <> 'udp' OR port NOT IN (250, 4789, 4790)),
  ADD CONSTRAINT "listener_idle_timeout_range" CHECK (idle_timeout_seconds BETWEEN 10 AND 900);
ALTER TABLE "health_check"
  ADD CONSTRAINT "health_check_port_range" CHECK (port BETWEEN 1 AND 65535),
  ADD CONSTRAINT "health_check_timeout_range" CHECK (timeout_seconds BETWEEN 1 AND 300),
  ADD CONSTRAINT "health_check_interval_range" CHECK (interval_seconds BETWEEN 1 AND 50),
  ADD CONSTRAINT "health_check_healthy_threshold_range" CHECK (healthy_threshold BETWEEN 2 AND 10),
  ADD CONSTRAINT "health_check_unhealthy_threshold_range" CHECK (unhealthy_threshold BETWEEN 2 AND 10),
  ADD CONSTRAINT "health_check_strings_both_or_none" CHECK ((request IS NULL) = (expected IS NULL)),
  ADD CONSTRAINT "health_check_strings_udp_only" CHECK (type = 'udp' OR request IS NULL),
  ADD CONSTRAINT "health_check_request_length" CHECK (request COLLATE "C" ~ '^[A-Za-z0-9]{1,64}$'),
  ADD CONSTRAINT "health_check_expected_length" CHECK (expected COLLATE "C" ~ '^[A-Za-z0-9]{1,64}$');
ALTER TABLE "active_standby_group"
  ADD CONSTRAINT "active_standby_group_name_length" CHECK (char_length(name) BETWEEN 1 AND 80);
ALTER TABLE "active_standby_member"
  ADD CONSTRAINT "active_standby_member_port_range" CHECK (port BETWEEN 1 AND 65535),
  ADD CONSTRAINT "active_standby_member_weight_range" CHECK (weight BETWEEN 0 AND 100);

-- ---------------------------------------------------------------- rules over several rows

-- Writers of one region queue here, before they touch anything else: revisions are then ordered by
-- commit, and two writers cannot wait for each other.
CREATE FUNCTION "openslb_lock_region"(p_region_id text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM region WHERE id = p_region_id FOR NO KEY UPDATE;
END $$;

CREATE FUNCTION "openslb_require_two_members"(p_group_id text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_members int;
  v_active int;
BEGIN
  PERFORM 1 FROM active_standby_group WHERE id = p_group_id;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  SELECT count(*), count(*) FILTER (WHERE role = 'active')
    INTO v_members, v_active FROM active_standby_member WHERE group_id = p_group_id;
  IF v_members <> 2 THEN
    RAISE EXCEPTION 'BACKEND_SERVERS_NUM_MUST_BE_TWO: group % has % members, it must have exactly two', p_group_id, v_members
      USING ERRCODE = 'check_violation', CONSTRAINT = 'active_standby_group_two_members';
  END IF;
  IF v_active <> 1 THEN
    RAISE EXCEPTION 'BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE: group % has % active members, it must have one active and one standby', p_group_id, v_active
      USING ERRCODE = 'check_violation', CONSTRAINT = 'active_standby_group_one_active_one_standby';
  END IF;
END $$;

-- A member may move: the group that it leaves is judged as well as the one that it joins.
CREATE FUNCTION "openslb_check_two_members"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'active_standby_group' THEN
    PERFORM openslb_require_two_members(NEW.id);
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    PERFORM openslb_require_two_members(OLD.group_id);
    RETURN NULL;
  END IF;
  PERFORM openslb_require_two_members(NEW.group_id);
  IF TG_OP = 'UPDATE' AND OLD.group_id <> NEW.group_id THEN
    PERFORM openslb_require_two_members(OLD.group_id);
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "active_standby_group_two_members"
  AFTER INSERT ON "active_standby_group" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION openslb_check_two_members();
CREATE CONSTRAINT TRIGGER "active_standby_member_two_members"
  AFTER INSERT OR UPDATE OR DELETE ON "active_standby_member" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION openslb_check_two_members();

CREATE FUNCTION "openslb_require_health_check"(p_listener_id text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_protocol listener_protocol;
  v_type health_check_type;
BEGIN
  SELECT l.protocol, h.type INTO v_protocol, v_type
    FROM listener l LEFT JOIN health_check h ON h.listener_id = l.id WHERE l.id = p_listener_id;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF v_type IS NULL THEN
    RAISE EXCEPTION 'listener % has no health check settings', p_listener_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_has_health_check';
  END IF;
  IF v_protocol = 'tcp' AND v_type = 'udp' THEN
    RAISE EXCEPTION 'listener % is TCP, its health check cannot be UDP', p_listener_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'health_check_type_fits_protocol';
  END IF;
END $$;

CREATE FUNCTION "openslb_check_health_check"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'listener' THEN
    PERFORM openslb_require_health_check(NEW.id);
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    PERFORM openslb_require_health_check(OLD.listener_id);
    RETURN NULL;
  END IF;
  PERFORM openslb_require_health_check(NEW.listener_id);
  IF TG_OP = 'UPDATE' AND OLD.listener_id <> NEW.listener_id THEN
    PERFORM openslb_require_health_check(OLD.listener_id);
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "listener_has_health_check"
  AFTER INSERT OR UPDATE OF id, protocol ON "listener" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION openslb_check_health_check();
CREATE CONSTRAINT TRIGGER "health_check_type_fits_protocol"
  AFTER INSERT OR UPDATE OR DELETE ON "health_check" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION openslb_check_health_check();

-- The lock keeps a pool from going while an address is taken from it.
CREATE FUNCTION "openslb_check_service_address"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_lock_region(NEW.region_id);
  IF NOT EXISTS (SELECT 1 FROM address_pool p WHERE p.region_id = NEW.region_id AND NEW.address <<= p.cidr) THEN
    RAISE EXCEPTION 'AddressNotInPool: % is in no address pool of region %', host(NEW.address), NEW.region_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'load_balancer_address_in_pool';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "load_balancer_address_in_pool"
  BEFORE INSERT OR UPDATE OF address, region_id ON "load_balancer"
  FOR EACH ROW EXECUTE FUNCTION openslb_check_service_address();

-- Judged at commit, so that a pool may be split or widened in one transaction.
CREATE FUNCTION "openslb_check_pool_unused"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_address inet;
BEGIN
  PERFORM openslb_lock_region(OLD.region_id);
  SELECT lb.address INTO v_address FROM load_balancer lb
    WHERE lb.region_id = OLD.region_id AND lb.address <<= OLD.cidr
      AND NOT EXISTS (SELECT 1 FROM address_pool p WHERE p.region_id = lb.region_id AND lb.address <<= p.cidr)
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'address pool % of region % has the service address % of an instance', OLD.cidr, OLD.region_id, host(v_address)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'address_pool_in_use';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "address_pool_in_use"
  AFTER UPDATE OR DELETE ON "address_pool" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION openslb_check_pool_unused();

-- ---------------------------------------------------------------- revisions and notifications

-- The triggers below run once per statement, however many rows it changed, and find out what differs by
-- comparing the rows before and after it: a row that moved counts for both of its places, one that was
-- written as it was does not count. What the control plane itself keeps in these columns is no change.
CREATE FUNCTION "openslb_content"(p_row anyelement) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT to_jsonb(p_row) - '{revision,revised_at,created_at,updated_at}'::text[]
$$;

-- Raises the revision of each region once, gives it to the load balancers and to the listeners whose
-- forwarding depends on what was changed, and tells workers and consoles to look again. What is being
-- deleted is not there any more and is passed over. Regions are locked in the order of their ids.
CREATE FUNCTION "openslb_raise_revision"(p_region_ids text[], p_load_balancer_ids text[], p_listener_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_region_id text;
  v_revision int;
  v_now timestamptz;
BEGIN
  FOR v_region_id IN
    SELECT unnest(p_region_ids) UNION SELECT region_id FROM load_balancer WHERE id = ANY (p_load_balancer_ids) ORDER BY 1
  LOOP
    UPDATE region SET revision = revision + 1, revised_at = clock_timestamp()
      WHERE id = v_region_id RETURNING revision, revised_at INTO v_revision, v_now;
    UPDATE load_balancer SET revision = v_revision, revised_at = v_now
      WHERE id = ANY (p_load_balancer_ids) AND region_id = v_region_id;
    UPDATE listener l SET revision = v_revision, revised_at = v_now FROM load_balancer lb
      WHERE l.id = ANY (p_listener_ids) AND lb.id = l.load_balancer_id AND lb.region_id = v_region_id;
    PERFORM pg_notify('openslb_config', v_region_id);
  END LOOP;
END $$;

CREATE FUNCTION "openslb_load_balancer_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_region_ids text[];
  v_ids text[];
  v_forwarding_ids text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(region_id), array_agg(id) INTO v_region_ids, v_ids FROM (
      (SELECT id, region_id, openslb_content(b) FROM before b EXCEPT SELECT id, region_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT id, region_id, openslb_content(a) FROM after a EXCEPT SELECT id, region_id, openslb_content(b) FROM before b)) changed;
    SELECT array_agg(id) INTO v_forwarding_ids FROM (
      SELECT id, region_id, address, status FROM after EXCEPT SELECT id, region_id, address, status FROM before) changed;
  ELSE
    SELECT array_agg(region_id), array_agg(id) INTO v_region_ids, v_ids FROM changed;
  END IF;
  PERFORM openslb_raise_revision(v_region_ids, v_ids,
    ARRAY(SELECT id FROM listener WHERE load_balancer_id = ANY (v_forwarding_ids)));
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_listener_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_load_balancer_ids text[];
  v_ids text[];
  v_full text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(load_balancer_id), array_agg(id) INTO v_load_balancer_ids, v_ids FROM (
      (SELECT id, load_balancer_id, openslb_content(b) FROM before b EXCEPT SELECT id, load_balancer_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT id, load_balancer_id, openslb_content(a) FROM after a EXCEPT SELECT id, load_balancer_id, openslb_content(b) FROM before b)) changed;
  ELSE
    SELECT array_agg(load_balancer_id), array_agg(id) INTO v_load_balancer_ids, v_ids FROM changed;
  END IF;
  PERFORM openslb_raise_revision(NULL, v_load_balancer_ids, v_ids);
  -- The region is locked now: nobody else adds a listener between this count and the commit.
  IF TG_OP <> 'DELETE' THEN
    SELECT load_balancer_id INTO v_full FROM listener WHERE load_balancer_id = ANY (v_load_balancer_ids)
      GROUP BY load_balancer_id HAVING count(*) > 50 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'ListenerNumberOverLimit: load balancer % has 50 listeners already', v_full
        USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_quota';
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_health_check_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_listener_ids text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(listener_id) INTO v_listener_ids FROM (
      (SELECT listener_id, openslb_content(b) FROM before b EXCEPT SELECT listener_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT listener_id, openslb_content(a) FROM after a EXCEPT SELECT listener_id, openslb_content(b) FROM before b)) changed;
  ELSE
    SELECT array_agg(listener_id) INTO v_listener_ids FROM changed;
  END IF;
  PERFORM openslb_raise_revision(NULL,
    ARRAY(SELECT load_balancer_id FROM listener WHERE id = ANY (v_listener_ids)), v_listener_ids);
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_active_standby_group_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_load_balancer_ids text[];
  v_ids text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(load_balancer_id), array_agg(id) INTO v_load_balancer_ids, v_ids FROM (
      (SELECT id, load_balancer_id, openslb_content(b) FROM before b EXCEPT SELECT id, load_balancer_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT id, load_balancer_id, openslb_content(a) FROM after a EXCEPT SELECT id, load_balancer_id, openslb_content(b) FROM before b)) changed;
  ELSE
    SELECT array_agg(load_balancer_id), array_agg(id) INTO v_load_balancer_ids, v_ids FROM changed;
  END IF;
  PERFORM openslb_raise_revision(NULL, v_load_balancer_ids, ARRAY(SELECT id FROM listener WHERE active_standby_group_id = ANY (v_ids)));
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_active_standby_member_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_group_ids text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(group_id) INTO v_group_ids FROM (
      (SELECT group_id, openslb_content(b) FROM before b EXCEPT SELECT group_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT group_id, openslb_content(a) FROM after a EXCEPT SELECT group_id, openslb_content(b) FROM before b)) changed;
  ELSE
    SELECT array_agg(group_id) INTO v_group_ids FROM changed;
  END IF;
  PERFORM openslb_raise_revision(NULL,
    ARRAY(SELECT load_balancer_id FROM active_standby_group WHERE id = ANY (v_group_ids)),
    ARRAY(SELECT id FROM listener WHERE active_standby_group_id = ANY (v_group_ids)));
  RETURN NULL;
END $$;

-- Where an address goes, forwarding follows; a name only appears in what workers report.
CREATE FUNCTION "openslb_server_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_region_ids text[];
  v_reported_ids text[];
  v_forwarding_ids text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(region_id) INTO v_region_ids FROM (
      (SELECT region_id, openslb_content(b) FROM before b EXCEPT SELECT region_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT region_id, openslb_content(a) FROM after a EXCEPT SELECT region_id, openslb_content(b) FROM before b)) changed;
    SELECT array_agg(id) INTO v_reported_ids FROM (
      SELECT id, name, address FROM after EXCEPT SELECT id, name, address FROM before) changed;
    SELECT array_agg(id) INTO v_forwarding_ids FROM (SELECT id, address FROM after EXCEPT SELECT id, address FROM before) changed;
  ELSE
    SELECT array_agg(region_id) INTO v_region_ids FROM changed;
  END IF;
  PERFORM openslb_raise_revision(v_region_ids,
    ARRAY(SELECT g.load_balancer_id FROM active_standby_group g JOIN active_standby_member m ON m.group_id = g.id
      WHERE m.server_id = ANY (v_reported_ids)),
    ARRAY(SELECT l.id FROM listener l JOIN active_standby_member m ON m.group_id = l.active_standby_group_id
      WHERE m.server_id = ANY (v_forwarding_ids)));
  RETURN NULL;
END $$;

CREATE TRIGGER "load_balancer_inserted" AFTER INSERT ON "load_balancer" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_load_balancer_changed();
CREATE TRIGGER "load_balancer_updated" AFTER UPDATE ON "load_balancer" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_load_balancer_changed();
CREATE TRIGGER "load_balancer_deleted" AFTER DELETE ON "load_balancer" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_load_balancer_changed();
CREATE TRIGGER "listener_inserted" AFTER INSERT ON "listener" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_listener_changed();
CREATE TRIGGER "listener_updated" AFTER UPDATE ON "listener" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_listener_changed();
CREATE TRIGGER "listener_deleted" AFTER DELETE ON "listener" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_listener_changed();
CREATE TRIGGER "health_check_inserted" AFTER INSERT ON "health_check" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_health_check_changed();
CREATE TRIGGER "health_check_updated" AFTER UPDATE ON "health_check" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_health_check_changed();
CREATE TRIGGER "health_check_deleted" AFTER DELETE ON "health_check" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_health_check_changed();
CREATE TRIGGER "active_standby_group_inserted" AFTER INSERT ON "active_standby_group" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_active_standby_group_changed();
CREATE TRIGGER "active_standby_group_updated" AFTER UPDATE ON "active_standby_group" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_active_standby_group_changed();
CREATE TRIGGER "active_standby_group_deleted" AFTER DELETE ON "active_standby_group" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_active_standby_group_changed();
CREATE TRIGGER "active_standby_member_inserted" AFTER INSERT ON "active_standby_member" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_active_standby_member_changed();
CREATE TRIGGER "active_standby_member_updated" AFTER UPDATE ON "active_standby_member" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_active_standby_member_changed();
CREATE TRIGGER "active_standby_member_deleted" AFTER DELETE ON "active_standby_member" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_active_standby_member_changed();
CREATE TRIGGER "server_inserted" AFTER INSERT ON "server" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_server_changed();
CREATE TRIGGER "server_updated" AFTER UPDATE ON "server" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_server_changed();
CREATE TRIGGER "server_deleted" AFTER DELETE ON "server" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_server_changed();

-- TRUNCATE tells no rows: everything that is left counts as changed, and the rules that rows are judged
-- by elsewhere are judged here.
CREATE FUNCTION "openslb_truncated"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_raise_revision(ARRAY(SELECT id FROM region), ARRAY(SELECT id FROM load_balancer), ARRAY(SELECT id FROM listener));
  PERFORM openslb_require_two_members(id) FROM active_standby_group;
  PERFORM openslb_require_health_check(id) FROM listener;
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_pools_truncated"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM load_balancer) THEN
    RAISE EXCEPTION 'address pools have the service addresses of instances'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'address_pool_in_use';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "load_balancer_truncated" AFTER TRUNCATE ON "load_balancer" FOR EACH STATEMENT EXECUTE FUNCTION openslb_truncated();
CREATE TRIGGER "listener_truncated" AFTER TRUNCATE ON "listener" FOR EACH STATEMENT EXECUTE FUNCTION openslb_truncated();
CREATE TRIGGER "health_check_truncated" AFTER TRUNCATE ON "health_check" FOR EACH STATEMENT EXECUTE FUNCTION openslb_truncated();
CREATE TRIGGER "active_standby_group_truncated" AFTER TRUNCATE ON "active_standby_group" FOR EACH STATEMENT EXECUTE FUNCTION openslb_truncated();
CREATE TRIGGER "active_standby_member_truncated" AFTER TRUNCATE ON "active_standby_member" FOR EACH STATEMENT EXECUTE FUNCTION openslb_truncated();
CREATE TRIGGER "server_truncated" AFTER TRUNCATE ON "server" FOR EACH STATEMENT EXECUTE FUNCTION openslb_truncated();
CREATE TRIGGER "address_pool_truncated" AFTER TRUNCATE ON "address_pool" FOR EACH STATEMENT EXECUTE FUNCTION openslb_pools_truncated();
