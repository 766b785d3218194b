-- CreateTable
CREATE TABLE "quota" (
    "region_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" INTEGER NOT NULL,

    CONSTRAINT "quota_pkey" PRIMARY KEY ("region_id","name")
);

-- CreateTable
CREATE TABLE "quota_request" (
    "id" TEXT NOT NULL DEFAULT openslb_new_id('qta'::text),
    "region_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "from_value" INTEGER NOT NULL,
    "to_value" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "email" TEXT,
    "rejected_above" INTEGER,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "requested_by" TEXT NOT NULL,

    CONSTRAINT "quota_request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "quota_request_region_name_idx" ON "quota_request"("region_id", "name", "requested_at" DESC);

-- AddForeignKey
ALTER TABLE "quota" ADD CONSTRAINT "quota_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quota_request" ADD CONSTRAINT "quota_request_region_fk" FOREIGN KEY ("region_id") REFERENCES "region"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------- what the schema cannot say

-- Defaults and hard bounds, as in domain/quota.ts; a test compares them. A hard bound is what worker and console are known
-- to stand (docs/decisions/0015). Null: there is no such quota.
CREATE FUNCTION "openslb_quota_default"(p_name text) RETURNS int
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE p_name
    WHEN 'slbs-per-user' THEN 60
    WHEN 'slbs-per-backendserver' THEN 50
    WHEN 'backendservers-per-slb' THEN 200
    WHEN 'listeners-per-slb' THEN 50
    WHEN 'acls-per-region' THEN 50
    WHEN 'entries-per-acl' THEN 300
    WHEN 'listeners-per-acl' THEN 50
  END
$$;

CREATE FUNCTION "openslb_quota_max"(p_name text) RETURNS int
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE p_name
    WHEN 'slbs-per-user' THEN 10000
    WHEN 'slbs-per-backendserver' THEN 500
    WHEN 'backendservers-per-slb' THEN 1000
    WHEN 'listeners-per-slb' THEN 100
    WHEN 'acls-per-region' THEN 500
    WHEN 'entries-per-acl' THEN 1000
    WHEN 'listeners-per-acl' THEN 500
  END
$$;

ALTER TABLE "quota"
  ADD CONSTRAINT "quota_name_known" CHECK (openslb_quota_max(name) IS NOT NULL),
  ADD CONSTRAINT "quota_value_range" CHECK (value BETWEEN 1 AND openslb_quota_max(name));
ALTER TABLE "quota_request"
  ADD CONSTRAINT "quota_request_name_known" CHECK (openslb_quota_max(name) IS NOT NULL),
  ADD CONSTRAINT "quota_request_raises" CHECK (to_value > from_value),
  ADD CONSTRAINT "quota_request_reason_length" CHECK (char_length(reason) BETWEEN 1 AND 200),
  ADD CONSTRAINT "quota_request_email_length" CHECK (char_length(email) BETWEEN 3 AND 254);

-- What holds in a region now. Everything that counts asks here, so that all writers obey the same value.
CREATE FUNCTION "openslb_quota"(p_region_id text, p_name text) RETURNS int
LANGUAGE sql STABLE AS $$
  SELECT COALESCE((SELECT value FROM quota WHERE region_id = p_region_id AND name = p_name), openslb_quota_default(p_name))
$$;

-- A region that has more instances than the default keeps room for as many again.
INSERT INTO quota (region_id, name, value)
  SELECT region_id, 'slbs-per-user', LEAST(openslb_quota_max('slbs-per-user'), 2 * count(*)) FROM load_balancer
  GROUP BY region_id HAVING count(*) > openslb_quota_default('slbs-per-user');

-- ---------------------------------------------------------------- instances of a region

CREATE FUNCTION "openslb_require_load_balancer_quota"(p_region_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_full record;
BEGIN
  -- So that nobody else adds an instance between this count and the commit.
  PERFORM openslb_lock_regions(p_region_ids, NULL);
  SELECT region_id, openslb_quota(region_id, 'slbs-per-user') AS value INTO v_full FROM load_balancer WHERE region_id = ANY (p_region_ids)
    GROUP BY region_id HAVING count(*) > openslb_quota(region_id, 'slbs-per-user') LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'OverQuota: region % can have % instances, no more (quota slbs-per-user)', v_full.region_id, v_full.value
      USING ERRCODE = 'check_violation', CONSTRAINT = 'load_balancer_quota';
  END IF;
END $$;

CREATE FUNCTION "openslb_load_balancer_added"() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_LEVEL = 'ROW' THEN
    PERFORM openslb_require_load_balancer_quota(ARRAY[NEW.region_id]);
  ELSE
    PERFORM openslb_require_load_balancer_quota(ARRAY(SELECT DISTINCT region_id FROM changed));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "load_balancer_quota" AFTER INSERT ON "load_balancer" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION openslb_load_balancer_added();
CREATE TRIGGER "load_balancer_quota_moved" AFTER UPDATE OF region_id ON "load_balancer"
  FOR EACH ROW WHEN (OLD.region_id <> NEW.region_id) EXECUTE FUNCTION openslb_load_balancer_added();

-- ---------------------------------------------------------------- what counted to a fixed number until now

CREATE OR REPLACE FUNCTION "openslb_listener_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_load_balancer_ids text[];
  v_ids text[];
  v_full record;
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
    SELECT lb.id, openslb_quota(lb.region_id, 'listeners-per-slb') AS value INTO v_full
      FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id WHERE lb.id = ANY (v_load_balancer_ids)
      GROUP BY lb.id HAVING count(*) > openslb_quota(lb.region_id, 'listeners-per-slb') LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'ListenerNumberOverLimit: load balancer % can have % listeners, no more (quota listeners-per-slb)', v_full.id, v_full.value
        USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_quota';
    END IF;
    PERFORM openslb_require_bandwidth(v_load_balancer_ids);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "openslb_require_server_quotas"(p_load_balancer_ids text[], p_server_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_full record;
BEGIN
  SELECT lb.id, openslb_quota(lb.region_id, 'backendservers-per-slb') AS value INTO v_full
    FROM server_use u JOIN load_balancer lb ON lb.id = u.load_balancer_id WHERE lb.id = ANY (p_load_balancer_ids)
    GROUP BY lb.id HAVING count(DISTINCT u.server_id) > openslb_quota(lb.region_id, 'backendservers-per-slb') LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'InstanceBackendServerNumberOverLimit: load balancer % can have % servers, no more (quota backendservers-per-slb)',
      v_full.id, v_full.value
      USING ERRCODE = 'check_violation', CONSTRAINT = 'load_balancer_server_quota';
  END IF;
  SELECT s.id, openslb_quota(s.region_id, 'slbs-per-backendserver') AS value INTO v_full
    FROM server_use u JOIN server s ON s.id = u.server_id WHERE s.id = ANY (p_server_ids)
    GROUP BY s.id HAVING count(DISTINCT u.load_balancer_id) > openslb_quota(s.region_id, 'slbs-per-backendserver') LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'OverQuota: server % can be used by % load balancers, no more (quota slbs-per-backendserver)', v_full.id, v_full.value
      USING ERRCODE = 'check_violation', CONSTRAINT = 'server_load_balancer_quota';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION "openslb_access_control_list_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_region_ids text[];
  v_ids text[];
  v_full record;
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
    SELECT region_id, openslb_quota(region_id, 'acls-per-region') AS value INTO v_full FROM access_control_list WHERE region_id = ANY (v_region_ids)
      GROUP BY region_id HAVING count(*) > openslb_quota(region_id, 'acls-per-region') LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'AclNumberOverLimit: region % can have % access control lists, no more (quota acls-per-region)', v_full.region_id, v_full.value
        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_control_list_quota';
    END IF;
    PERFORM openslb_require_entry_ip_version(v_ids);
  END IF;
  RETURN NULL;
END $$;

-- What a listener can have in all its lists together is no quota (data-plane 10.1): the snapshot has no room for more.
CREATE FUNCTION "openslb_require_listener_entries"(p_listener_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_full text;
BEGIN
  SELECT la.listener_id INTO v_full FROM listener_access_control_list la
    JOIN access_control_entry e ON e.access_control_list_id = la.access_control_list_id
    WHERE la.listener_id = ANY (p_listener_ids) GROUP BY la.listener_id HAVING count(*) > 1000 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'AclEntryNumberOverLimit: the access control lists of listener % can have 1000 entries together, no more', v_full
      USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_access_control_entry_quota';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION "openslb_access_control_entry_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_region_ids text[];
  v_list_ids text[];
  v_forwarding_ids text[];
  v_listener_ids text[];
  v_full record;
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
    SELECT a.id, openslb_quota(a.region_id, 'entries-per-acl') AS value INTO v_full
      FROM access_control_entry e JOIN access_control_list a ON a.id = e.access_control_list_id WHERE a.id = ANY (v_list_ids)
      GROUP BY a.id HAVING count(*) > openslb_quota(a.region_id, 'entries-per-acl') LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'AclEntryNumberOverLimit: access control list % can have % entries, no more (quota entries-per-acl)', v_full.id, v_full.value
        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_control_entry_quota';
    END IF;
    PERFORM openslb_require_listener_entries(v_listener_ids);
    PERFORM openslb_require_entry_ip_version(v_list_ids);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "openslb_listener_access_control_list_changed"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_listener_ids text[];
  v_list_ids text[];
  v_listener_id text;
  v_full record;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT array_agg(listener_id), array_agg(access_control_list_id) INTO v_listener_ids, v_list_ids FROM (
      (SELECT * FROM before EXCEPT SELECT * FROM after) UNION ALL (SELECT * FROM after EXCEPT SELECT * FROM before)) changed;
  ELSE
    SELECT array_agg(listener_id), array_agg(access_control_list_id) INTO v_listener_ids, v_list_ids FROM changed;
  END IF;
  PERFORM openslb_raise_revision(NULL, ARRAY(SELECT load_balancer_id FROM listener WHERE id = ANY (v_listener_ids)), v_listener_ids);
  IF TG_OP <> 'DELETE' THEN
    SELECT listener_id INTO v_listener_id FROM listener_access_control_list WHERE listener_id = ANY (v_listener_ids)
      GROUP BY listener_id HAVING count(*) > 3 LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'ListenerAclNumberOverLimit: listener % can use 3 access control lists, no more', v_listener_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'listener_access_control_list_quota';
    END IF;
    SELECT a.id, openslb_quota(a.region_id, 'listeners-per-acl') AS value INTO v_full
      FROM listener_access_control_list la JOIN access_control_list a ON a.id = la.access_control_list_id WHERE a.id = ANY (v_list_ids)
      GROUP BY a.id HAVING count(*) > openslb_quota(a.region_id, 'listeners-per-acl') LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'AclListenerNumberOverLimit: access control list % can serve % listeners, no more (quota listeners-per-acl)', v_full.id, v_full.value
        USING ERRCODE = 'check_violation', CONSTRAINT = 'access_control_list_listener_quota';
    END IF;
    PERFORM openslb_require_listener_entries(v_listener_ids);
  END IF;
  RETURN NULL;
END $$;
