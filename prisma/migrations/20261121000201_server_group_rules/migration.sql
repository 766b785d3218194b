-- ---------------------------------------------------------------- values of one row

ALTER TABLE "load_balancer"
  ADD CONSTRAINT "load_balancer_specification_known" CHECK (specification IN ('slb.s1.small', 'slb.s2.small', 'slb.s2.medium',
    'slb.s3.small', 'slb.s3.medium', 'slb.s3.large', 'slb.s3.xlarge', 'slb.s3.xxlarge')),
  ADD CONSTRAINT "load_balancer_bandwidth_range" CHECK (bandwidth_mbps BETWEEN 1 AND 5120);
ALTER TABLE "listener"
  ADD CONSTRAINT "listener_one_target" CHECK (num_nonnulls(active_standby_group_id, vserver_group_id, backend_port) = 1),
  ADD CONSTRAINT "listener_backend_port_range" CHECK (backend_port BETWEEN 1 AND 65535),
  ADD CONSTRAINT "listener_scheduler_udp_only" CHECK (scheduler <> 'qch' OR protocol = 'udp'),
  ADD CONSTRAINT "listener_persistence_range" CHECK (persistence_seconds BETWEEN 0 AND 3600),
  ADD CONSTRAINT "listener_persistence_tcp_only" CHECK (protocol = 'tcp' OR persistence_seconds = 0),
  ADD CONSTRAINT "listener_connection_draining_range" CHECK (connection_draining_seconds BETWEEN 10 AND 900),
  ADD CONSTRAINT "listener_connection_draining_tcp_only" CHECK (protocol = 'tcp' OR connection_draining_seconds IS NULL),
  ADD CONSTRAINT "listener_bandwidth_range" CHECK (bandwidth_mbps BETWEEN 1 AND 5120);
ALTER TABLE "default_server"
  ADD CONSTRAINT "default_server_weight_range" CHECK (weight BETWEEN 0 AND 100);
ALTER TABLE "vserver_group"
  ADD CONSTRAINT "vserver_group_name_length" CHECK (char_length(name) BETWEEN 1 AND 80);
ALTER TABLE "vserver_member"
  ADD CONSTRAINT "vserver_member_port_range" CHECK (port BETWEEN 1 AND 65535),
  ADD CONSTRAINT "vserver_member_weight_range" CHECK (weight BETWEEN 0 AND 100);

-- ---------------------------------------------------------------- rules over several rows

-- A client that one family has bound to a server would go to another one by the other family's rule.
CREATE FUNCTION "openslb_check_scheduler_family"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'InvalidParameter.Scheduler: listener % cannot change from "%" to "%"', NEW.id, OLD.scheduler, NEW.scheduler
    USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_scheduler_family';
END $$;

CREATE TRIGGER "listener_scheduler_family"
  BEFORE UPDATE OF scheduler ON "listener"
  FOR EACH ROW WHEN ((OLD.scheduler IN ('sch', 'tch', 'qch')) <> (NEW.scheduler IN ('sch', 'tch', 'qch')))
  EXECUTE FUNCTION openslb_check_scheduler_family();

-- Which instance uses which server, whatever the kind of group; a pair comes once for each membership.
CREATE VIEW "server_use" AS
  SELECT d.load_balancer_id, d.server_id FROM default_server d
  UNION ALL
  SELECT g.load_balancer_id, m.server_id FROM vserver_group g JOIN vserver_member m ON m.group_id = g.id
  UNION ALL
  SELECT g.load_balancer_id, m.server_id FROM active_standby_group g JOIN active_standby_member m ON m.group_id = g.id;

-- Call it after openslb_raise_revision: the region is locked then, and nobody else adds a member between
-- these counts and the commit. An instance and its servers are of one region, so that one lock is enough.
CREATE FUNCTION "openslb_require_server_quotas"(p_load_balancer_ids text[], p_server_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_id text;
BEGIN
  SELECT load_balancer_id INTO v_id FROM server_use WHERE load_balancer_id = ANY (p_load_balancer_ids)
    GROUP BY load_balancer_id HAVING count(DISTINCT server_id) > 200 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'InstanceBackendServerNumberOverLimit: load balancer % would have more than 200 servers', v_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'load_balancer_server_quota';
  END IF;
  SELECT server_id INTO v_id FROM server_use WHERE server_id = ANY (p_server_ids)
    GROUP BY server_id HAVING count(DISTINCT load_balancer_id) > 50 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'OverQuota: server % would be used by more than 50 load balancers', v_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'server_load_balancer_quota';
  END IF;
END $$;

-- Call it after openslb_raise_revision, for the same reason.
CREATE FUNCTION "openslb_require_bandwidth"(p_load_balancer_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_id text;
  v_has int;
  v_wanted bigint;
BEGIN
  SELECT lb.id, lb.bandwidth_mbps, sum(l.bandwidth_mbps) INTO v_id, v_has, v_wanted
    FROM load_balancer lb JOIN listener l ON l.load_balancer_id = lb.id
    WHERE lb.id = ANY (p_load_balancer_ids) AND lb.bandwidth_mbps IS NOT NULL
    GROUP BY lb.id HAVING sum(l.bandwidth_mbps) > lb.bandwidth_mbps LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'BandwidthOverLimit: load balancer % has % Mbit/s, its listeners would reserve %', v_id, v_has, v_wanted
      USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_bandwidth_sum';
  END IF;
END $$;

-- ---------------------------------------------------------------- revisions and notifications

-- Before anything is looked up that depends on what other writers of these regions have under way: a listener that is
-- being attached to a group is then seen here, or sees the changed group.
CREATE FUNCTION "openslb_lock_regions"(p_region_ids text[], p_load_balancer_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_lock_region(id) FROM (
    SELECT unnest(p_region_ids) AS id UNION SELECT region_id FROM load_balancer WHERE id = ANY (p_load_balancer_ids) ORDER BY 1) regions;
END $$;

CREATE OR REPLACE FUNCTION "openslb_load_balancer_changed"() RETURNS trigger
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
      SELECT id, region_id, address, status, specification, bandwidth_mbps FROM after
      EXCEPT SELECT id, region_id, address, status, specification, bandwidth_mbps FROM before) changed;
  ELSE
    SELECT array_agg(region_id), array_agg(id) INTO v_region_ids, v_ids FROM changed;
  END IF;
  PERFORM openslb_lock_regions(v_region_ids, NULL);
  PERFORM openslb_raise_revision(v_region_ids, v_ids,
    ARRAY(SELECT id FROM listener WHERE load_balancer_id = ANY (v_forwarding_ids)));
  PERFORM openslb_require_bandwidth(v_forwarding_ids);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "openslb_listener_changed"() RETURNS trigger
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
    PERFORM openslb_require_bandwidth(v_load_balancer_ids);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "openslb_active_standby_group_changed"() RETURNS trigger
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
  PERFORM openslb_lock_regions(NULL, v_load_balancer_ids);
  PERFORM openslb_raise_revision(NULL, v_load_balancer_ids, ARRAY(SELECT id FROM listener WHERE active_standby_group_id = ANY (v_ids)));
  IF TG_OP <> 'DELETE' THEN
    PERFORM openslb_require_server_quotas(v_load_balancer_ids,
      ARRAY(SELECT server_id FROM active_standby_member WHERE group_id = ANY (v_ids)));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "openslb_active_standby_member_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_group_ids text[];
  v_server_ids text[];
  v_load_balancer_ids text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(group_id), array_agg(server_id) INTO v_group_ids, v_server_ids FROM (
      (SELECT group_id, server_id, openslb_content(b) FROM before b EXCEPT SELECT group_id, server_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT group_id, server_id, openslb_content(a) FROM after a EXCEPT SELECT group_id, server_id, openslb_content(b) FROM before b)) changed;
  ELSE
    SELECT array_agg(group_id), array_agg(server_id) INTO v_group_ids, v_server_ids FROM changed;
  END IF;
  v_load_balancer_ids := ARRAY(SELECT load_balancer_id FROM active_standby_group WHERE id = ANY (v_group_ids));
  PERFORM openslb_lock_regions(NULL, v_load_balancer_ids);
  PERFORM openslb_raise_revision(NULL, v_load_balancer_ids, ARRAY(SELECT id FROM listener WHERE active_standby_group_id = ANY (v_group_ids)));
  IF TG_OP <> 'DELETE' THEN
    PERFORM openslb_require_server_quotas(v_load_balancer_ids, v_server_ids);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_vserver_group_changed"() RETURNS trigger
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
  PERFORM openslb_lock_regions(NULL, v_load_balancer_ids);
  PERFORM openslb_raise_revision(NULL, v_load_balancer_ids, ARRAY(SELECT id FROM listener WHERE vserver_group_id = ANY (v_ids)));
  IF TG_OP <> 'DELETE' THEN
    PERFORM openslb_require_server_quotas(v_load_balancer_ids, ARRAY(SELECT server_id FROM vserver_member WHERE group_id = ANY (v_ids)));
  END IF;
  RETURN NULL;
END $$;

-- A group has at most as many members as one call can name, so that the API can always replace them all.
CREATE FUNCTION "openslb_vserver_member_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_group_ids text[];
  v_server_ids text[];
  v_load_balancer_ids text[];
  v_full text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(group_id), array_agg(server_id) INTO v_group_ids, v_server_ids FROM (
      (SELECT group_id, server_id, openslb_content(b) FROM before b EXCEPT SELECT group_id, server_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT group_id, server_id, openslb_content(a) FROM after a EXCEPT SELECT group_id, server_id, openslb_content(b) FROM before b)) changed;
  ELSE
    SELECT array_agg(group_id), array_agg(server_id) INTO v_group_ids, v_server_ids FROM changed;
  END IF;
  v_load_balancer_ids := ARRAY(SELECT load_balancer_id FROM vserver_group WHERE id = ANY (v_group_ids));
  PERFORM openslb_lock_regions(NULL, v_load_balancer_ids);
  PERFORM openslb_raise_revision(NULL, v_load_balancer_ids, ARRAY(SELECT id FROM listener WHERE vserver_group_id = ANY (v_group_ids)));
  IF TG_OP <> 'DELETE' THEN
    SELECT group_id INTO v_full FROM vserver_member WHERE group_id = ANY (v_group_ids) GROUP BY group_id HAVING count(*) > 200 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'TooManyBackendServers: VServer group % would have more than 200 members', v_full
        USING ERRCODE = 'check_violation', CONSTRAINT = 'vserver_group_member_quota';
    END IF;
    PERFORM openslb_require_server_quotas(v_load_balancer_ids, v_server_ids);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_default_server_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_load_balancer_ids text[];
  v_server_ids text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(load_balancer_id), array_agg(server_id) INTO v_load_balancer_ids, v_server_ids FROM (
      (SELECT load_balancer_id, server_id, openslb_content(b) FROM before b EXCEPT SELECT load_balancer_id, server_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT load_balancer_id, server_id, openslb_content(a) FROM after a EXCEPT SELECT load_balancer_id, server_id, openslb_content(b) FROM before b)) changed;
  ELSE
    SELECT array_agg(load_balancer_id), array_agg(server_id) INTO v_load_balancer_ids, v_server_ids FROM changed;
  END IF;
  PERFORM openslb_lock_regions(NULL, v_load_balancer_ids);
  PERFORM openslb_raise_revision(NULL, v_load_balancer_ids,
    ARRAY(SELECT id FROM listener WHERE load_balancer_id = ANY (v_load_balancer_ids) AND backend_port IS NOT NULL));
  IF TG_OP <> 'DELETE' THEN
    PERFORM openslb_require_server_quotas(v_load_balancer_ids, v_server_ids);
  END IF;
  RETURN NULL;
END $$;

-- Where an address goes, forwarding follows; a name only appears in what workers report.
CREATE OR REPLACE FUNCTION "openslb_server_changed"() RETURNS trigger
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
  PERFORM openslb_lock_regions(v_region_ids, NULL);
  PERFORM openslb_raise_revision(v_region_ids,
    ARRAY(SELECT DISTINCT load_balancer_id FROM server_use WHERE server_id = ANY (v_reported_ids)),
    ARRAY(
      SELECT l.id FROM listener l JOIN active_standby_member m ON m.group_id = l.active_standby_group_id
        WHERE m.server_id = ANY (v_forwarding_ids)
      UNION
      SELECT l.id FROM listener l JOIN vserver_member m ON m.group_id = l.vserver_group_id WHERE m.server_id = ANY (v_forwarding_ids)
      UNION
      SELECT l.id FROM listener l JOIN default_server d ON d.load_balancer_id = l.load_balancer_id
        WHERE d.server_id = ANY (v_forwarding_ids) AND l.backend_port IS NOT NULL));
  RETURN NULL;
END $$;

CREATE TRIGGER "default_server_inserted" AFTER INSERT ON "default_server" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_default_server_changed();
CREATE TRIGGER "default_server_updated" AFTER UPDATE ON "default_server" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_default_server_changed();
CREATE TRIGGER "default_server_deleted" AFTER DELETE ON "default_server" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_default_server_changed();
CREATE TRIGGER "vserver_group_inserted" AFTER INSERT ON "vserver_group" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_vserver_group_changed();
CREATE TRIGGER "vserver_group_updated" AFTER UPDATE ON "vserver_group" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_vserver_group_changed();
CREATE TRIGGER "vserver_group_deleted" AFTER DELETE ON "vserver_group" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_vserver_group_changed();
CREATE TRIGGER "vserver_member_inserted" AFTER INSERT ON "vserver_member" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_vserver_member_changed();
CREATE TRIGGER "vserver_member_updated" AFTER UPDATE ON "vserver_member" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_vserver_member_changed();
CREATE TRIGGER "vserver_member_deleted" AFTER DELETE ON "vserver_member" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_vserver_member_changed();

CREATE TRIGGER "default_server_truncated" AFTER TRUNCATE ON "default_server" FOR EACH STATEMENT EXECUTE FUNCTION openslb_truncated();
CREATE TRIGGER "vserver_group_truncated" AFTER TRUNCATE ON "vserver_group" FOR EACH STATEMENT EXECUTE FUNCTION openslb_truncated();
CREATE TRIGGER "vserver_member_truncated" AFTER TRUNCATE ON "vserver_member" FOR EACH STATEMENT EXECUTE FUNCTION openslb_truncated();
