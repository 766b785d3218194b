-- CreateEnum
CREATE TYPE "ip_version" AS ENUM ('ipv4', 'ipv6');

-- CreateEnum
CREATE TYPE "access_control_mode" AS ENUM ('whitelist', 'blacklist');

-- AlterTable
ALTER TABLE "listener" ADD COLUMN "access_control_mode" "access_control_mode";

-- CreateTable
CREATE TABLE "access_control_list" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('acl'::text),
    "region_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "ip_version" "ip_version" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_control_list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_control_entry" (
    "access_control_list_id" TEXT NOT NULL,
    "cidr" INET NOT NULL,
    "comment" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "access_control_entry_pkey" PRIMARY KEY ("access_control_list_id","cidr")
);

-- CreateTable
CREATE TABLE "listener_access_control_list" (
    "listener_id" TEXT NOT NULL,
    "access_control_list_id" TEXT NOT NULL,

    CONSTRAINT "listener_access_control_list_pkey" PRIMARY KEY ("listener_id","access_control_list_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "access_control_list_name_unique" ON "access_control_list"("region_id", "name");

-- CreateIndex
CREATE INDEX "listener_access_control_list_list_idx" ON "listener_access_control_list"("access_control_list_id");

-- AddForeignKey
ALTER TABLE "access_control_list" ADD CONSTRAINT "access_control_list_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_control_entry" ADD CONSTRAINT "access_control_entry_list_fk" FOREIGN KEY ("access_control_list_id") REFERENCES "access_control_list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listener_access_control_list" ADD CONSTRAINT "listener_access_control_list_listener_fk" FOREIGN KEY ("listener_id") REFERENCES "listener"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "listener_access_control_list" ADD CONSTRAINT "listener_access_control_list_list_fk" FOREIGN KEY ("access_control_list_id") REFERENCES "access_control_list"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- ---------------------------------------------------------------- values of one row

ALTER TABLE "access_control_list"
  ADD CONSTRAINT "access_control_list_name_length" CHECK (char_length(name) BETWEEN 1 AND 80);
-- ::ffff:0:0/96 are IPv4 addresses in another notation: they belong into an IPv4 list.
ALTER TABLE "access_control_entry"
  ADD CONSTRAINT "access_control_entry_no_host_bits" CHECK (host(network(cidr)) = host(cidr)),
  ADD CONSTRAINT "access_control_entry_not_mapped" CHECK (NOT cidr <<= '::ffff:0:0/96'),
  ADD CONSTRAINT "access_control_entry_comment_length" CHECK (char_length(comment) <= 80);

-- ---------------------------------------------------------------- rules over several rows

CREATE FUNCTION "openslb_ip_version"(p_address inet) RETURNS ip_version
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE family(p_address) WHEN 4 THEN 'ipv4' ELSE 'ipv6' END::ip_version
$$;

CREATE FUNCTION "openslb_require_access_control"(p_listener_id text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_mode access_control_mode;
  v_region_id text;
  v_ip_version ip_version;
  v_list record;
BEGIN
  SELECT l.access_control_mode, lb.region_id, openslb_ip_version(lb.address) INTO v_mode, v_region_id, v_ip_version
    FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id WHERE l.id = p_listener_id;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF (v_mode IS NOT NULL) <> EXISTS (SELECT 1 FROM listener_access_control_list WHERE listener_id = p_listener_id) THEN
    RAISE EXCEPTION 'listener % has an access control mode without lists, or lists without a mode', p_listener_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_access_control_whole';
  END IF;
  FOR v_list IN
    SELECT a.id, a.region_id, a.ip_version FROM listener_access_control_list la
      JOIN access_control_list a ON a.id = la.access_control_list_id WHERE la.listener_id = p_listener_id
  LOOP
    IF v_list.region_id <> v_region_id THEN
      RAISE EXCEPTION 'InvalidParameter.AccessControlList: region % has no access control list %', v_region_id, v_list.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_access_control_list_same_region';
    END IF;
    IF v_list.ip_version <> v_ip_version THEN
      RAISE EXCEPTION 'AclIpVersionMismatch: access control list % is of %, the service address of %', v_list.id, v_list.ip_version, v_ip_version
        USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_access_control_list_ip_version';
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION "openslb_check_access_control"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'listener' THEN
    PERFORM openslb_require_access_control(NEW.id);
  ELSIF TG_TABLE_NAME = 'load_balancer' THEN
    PERFORM openslb_require_access_control(id) FROM listener
      WHERE load_balancer_id = NEW.id AND access_control_mode IS NOT NULL;
  ELSIF TG_TABLE_NAME = 'access_control_list' THEN
    PERFORM openslb_require_access_control(listener_id) FROM listener_access_control_list WHERE access_control_list_id = NEW.id;
  ELSE
    IF TG_OP <> 'INSERT' THEN
      PERFORM openslb_require_access_control(OLD.listener_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
      PERFORM openslb_require_access_control(NEW.listener_id);
    END IF;
  END IF;
  RETURN NULL;
END $$;

-- Judged at commit: mode and lists are set by different statements, and what belongs together may move together.
CREATE CONSTRAINT TRIGGER "listener_access_control_inserted"
  AFTER INSERT ON "listener" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.access_control_mode IS NOT NULL) EXECUTE FUNCTION openslb_check_access_control();
CREATE CONSTRAINT TRIGGER "listener_access_control_updated"
  AFTER UPDATE OF id, access_control_mode, load_balancer_id ON "listener" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION openslb_check_access_control();
CREATE CONSTRAINT TRIGGER "listener_access_control_list_checked"
  AFTER INSERT OR UPDATE OR DELETE ON "listener_access_control_list" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION openslb_check_access_control();
CREATE CONSTRAINT TRIGGER "load_balancer_access_control"
  AFTER UPDATE OF id, address, region_id ON "load_balancer" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION openslb_check_access_control();
CREATE CONSTRAINT TRIGGER "access_control_list_users"
  AFTER UPDATE OF region_id, ip_version ON "access_control_list" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION openslb_check_access_control();

CREATE FUNCTION "openslb_require_entry_ip_version"(p_list_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_entry record;
BEGIN
  SELECT e.cidr, a.id, a.ip_version INTO v_entry FROM access_control_entry e JOIN access_control_list a ON a.id = e.access_control_list_id
    WHERE a.id = ANY (p_list_ids) AND openslb_ip_version(e.cidr) <> a.ip_version LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'AclIpVersionMismatch: % does not fit into access control list %, which is of %', v_entry.cidr, v_entry.id, v_entry.ip_version
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_control_entry_ip_version';
  END IF;
END $$;

-- ---------------------------------------------------------------- revisions, notifications and quotas

-- As of the other tables: once per statement, by what differs. Every change of a list locks its region and raises its
-- revision, so nobody else adds anything between a count below and the commit; the listeners that use a list, and their
-- instances, are raised only when their forwarding changes. Three lists of 300 entries are 900 at most: the rule of
-- 1,000 entries a listener (data-plane 10.1) follows from the other two.

CREATE FUNCTION "openslb_access_control_list_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_region_ids text[];
  v_ids text[];
  v_full text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(region_id), array_agg(id) INTO v_region_ids, v_ids FROM (
      (SELECT id, region_id, openslb_content(b) FROM before b EXCEPT SELECT id, region_id, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT id, region_id, openslb_content(a) FROM after a EXCEPT SELECT id, region_id, openslb_content(b) FROM before b)) changed;
  ELSE
    SELECT array_agg(region_id) INTO v_region_ids FROM changed;
  END IF;
  PERFORM openslb_raise_revision(v_region_ids, NULL, NULL);
  IF TG_OP <> 'DELETE' THEN
    SELECT region_id INTO v_full FROM access_control_list WHERE region_id = ANY (v_region_ids)
      GROUP BY region_id HAVING count(*) > 50 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'AclNumberOverLimit: region % has 50 access control lists already', v_full
        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_control_list_quota';
    END IF;
    PERFORM openslb_require_entry_ip_version(v_ids);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_access_control_entry_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_region_ids text[];
  v_list_ids text[];
  v_forwarding_ids text[];
  v_listener_ids text[];
  v_full text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(DISTINCT access_control_list_id) INTO v_list_ids FROM (
      (SELECT * FROM before EXCEPT SELECT * FROM after) UNION ALL (SELECT * FROM after EXCEPT SELECT * FROM before)) changed;
    SELECT array_agg(DISTINCT access_control_list_id) INTO v_forwarding_ids FROM (
      (SELECT access_control_list_id, cidr FROM before EXCEPT SELECT access_control_list_id, cidr FROM after)
      UNION ALL
      (SELECT access_control_list_id, cidr FROM after EXCEPT SELECT access_control_list_id, cidr FROM before)) changed;
  ELSE
    SELECT array_agg(DISTINCT access_control_list_id) INTO v_list_ids FROM changed;
    v_forwarding_ids := v_list_ids;
  END IF;
  v_region_ids := ARRAY(SELECT region_id FROM access_control_list WHERE id = ANY (v_list_ids));
  -- Before the listeners are looked up: one that selects the list meanwhile is seen here, or sees the new entries.
  PERFORM openslb_lock_regions(v_region_ids, NULL);
  v_listener_ids := ARRAY(
    SELECT DISTINCT listener_id FROM listener_access_control_list WHERE access_control_list_id = ANY (v_forwarding_ids));
  PERFORM openslb_raise_revision(v_region_ids,
    ARRAY(SELECT load_balancer_id FROM listener WHERE id = ANY (v_listener_ids)), v_listener_ids);
  IF TG_OP <> 'DELETE' THEN
    SELECT access_control_list_id INTO v_full FROM access_control_entry WHERE access_control_list_id = ANY (v_list_ids)
      GROUP BY access_control_list_id HAVING count(*) > 300 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'AclEntryNumberOverLimit: access control list % can have 300 entries, no more', v_full
        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_control_entry_quota';
    END IF;
    PERFORM openslb_require_entry_ip_version(v_list_ids);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION "openslb_listener_access_control_list_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_listener_ids text[];
  v_list_ids text[];
  v_full text;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(listener_id), array_agg(access_control_list_id) INTO v_listener_ids, v_list_ids FROM (
      (SELECT * FROM before EXCEPT SELECT * FROM after) UNION ALL (SELECT * FROM after EXCEPT SELECT * FROM before)) changed;
  ELSE
    SELECT array_agg(listener_id), array_agg(access_control_list_id) INTO v_listener_ids, v_list_ids FROM changed;
  END IF;
  PERFORM openslb_raise_revision(NULL, ARRAY(SELECT load_balancer_id FROM listener WHERE id = ANY (v_listener_ids)), v_listener_ids);
  IF TG_OP <> 'DELETE' THEN
    SELECT listener_id INTO v_full FROM listener_access_control_list WHERE listener_id = ANY (v_listener_ids)
      GROUP BY listener_id HAVING count(*) > 3 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'ListenerAclNumberOverLimit: listener % can use 3 access control lists, no more', v_full
        USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_access_control_list_quota';
    END IF;
    SELECT access_control_list_id INTO v_full FROM listener_access_control_list WHERE access_control_list_id = ANY (v_list_ids)
      GROUP BY access_control_list_id HAVING count(*) > 50 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'AclListenerNumberOverLimit: access control list % can serve 50 listeners, no more', v_full
        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_control_list_listener_quota';
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "access_control_list_inserted" AFTER INSERT ON "access_control_list" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_access_control_list_changed();
CREATE TRIGGER "access_control_list_updated" AFTER UPDATE ON "access_control_list" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_access_control_list_changed();
CREATE TRIGGER "access_control_list_deleted" AFTER DELETE ON "access_control_list" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_access_control_list_changed();
CREATE TRIGGER "access_control_entry_inserted" AFTER INSERT ON "access_control_entry" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_access_control_entry_changed();
CREATE TRIGGER "access_control_entry_updated" AFTER UPDATE ON "access_control_entry" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_access_control_entry_changed();
CREATE TRIGGER "access_control_entry_deleted" AFTER DELETE ON "access_control_entry" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_access_control_entry_changed();
CREATE TRIGGER "listener_access_control_list_inserted" AFTER INSERT ON "listener_access_control_list" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_listener_access_control_list_changed();
CREATE TRIGGER "listener_access_control_list_updated" AFTER UPDATE ON "listener_access_control_list" REFERENCING OLD TABLE AS before NEW TABLE AS after
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_listener_access_control_list_changed();
CREATE TRIGGER "listener_access_control_list_deleted" AFTER DELETE ON "listener_access_control_list" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_listener_access_control_list_changed();

-- TRUNCATE tells no rows: every listener with access control counts as changed, and is judged.
CREATE FUNCTION "openslb_access_control_truncated"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM openslb_raise_revision(ARRAY(SELECT id FROM region),
    ARRAY(SELECT DISTINCT load_balancer_id FROM listener WHERE access_control_mode IS NOT NULL),
    ARRAY(SELECT id FROM listener WHERE access_control_mode IS NOT NULL));
  PERFORM openslb_require_access_control(id) FROM listener WHERE access_control_mode IS NOT NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER "access_control_list_truncated" AFTER TRUNCATE ON "access_control_list" FOR EACH STATEMENT EXECUTE FUNCTION openslb_access_control_truncated();
CREATE TRIGGER "access_control_entry_truncated" AFTER TRUNCATE ON "access_control_entry" FOR EACH STATEMENT EXECUTE FUNCTION openslb_access_control_truncated();
CREATE TRIGGER "listener_access_control_list_truncated" AFTER TRUNCATE ON "listener_access_control_list" FOR EACH STATEMENT EXECUTE FUNCTION openslb_access_control_truncated();
