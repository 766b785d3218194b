-- AlterTable
ALTER TABLE "access_control_list" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "active_standby_group" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "listener" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "load_balancer" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "vserver_group" ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "resource_version" (
    "resource_type" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "region_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "actor_type" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "names" JSONB NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "restored_from" INTEGER,
    "transaction_id" BIGINT NOT NULL,

    CONSTRAINT "resource_version_pkey" PRIMARY KEY ("resource_type","resource_id","version")
);

-- ---------------------------------------------------------------- what the schema cannot say

-- Deleted resources whose time may be over.
CREATE INDEX "resource_version_deleted_idx" ON "resource_version" (at) WHERE deleted;

-- The number of a version is no configuration.
CREATE OR REPLACE FUNCTION "openslb_content"(p_row anyelement) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT to_jsonb(p_row) - '{revision,revised_at,created_at,updated_at,version}'::text[]
$$;

-- The own configuration of a resource with its region, as domain/history.ts describes it: null when it is not there. What is
-- an order at a moment (a switch, a planned release, a lock's reason) is none.
CREATE FUNCTION "openslb_document"(p_type text, p_id text, OUT region_id text, OUT document jsonb)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  CASE p_type
    WHEN 'load-balancer' THEN
      SELECT lb.region_id, jsonb_build_object(
        'name', lb.name, 'address', host(lb.address), 'addressType', lb.address_type, 'status', lb.status,
        'primaryZoneId', lb.primary_zone_id, 'backupZoneId', lb.backup_zone_id,
        'specification', lb.specification, 'bandwidthMbps', lb.bandwidth_mbps, 'deletionProtection', lb.deletion_protection,
        'modificationProtection', jsonb_build_object('status', lb.modification_protection, 'reason', lb.modification_protection_reason),
        'defaultServers', coalesce((
          SELECT jsonb_agg(jsonb_build_object('serverId', d.server_id, 'weight', d.weight) ORDER BY d.server_id)
          FROM default_server d WHERE d.load_balancer_id = lb.id), '[]'))
        INTO region_id, document FROM load_balancer lb WHERE lb.id = p_id;
    WHEN 'listener' THEN
      SELECT lb.region_id, jsonb_build_object(
        'protocol', l.protocol, 'port', l.port, 'name', l.name, 'enabled', l.enabled,
        'target', CASE
          WHEN l.active_standby_group_id IS NOT NULL THEN jsonb_build_object('kind', 'active-standby-group', 'id', l.active_standby_group_id)
          WHEN l.vserver_group_id IS NOT NULL THEN jsonb_build_object('kind', 'vserver-group', 'id', l.vserver_group_id)
          ELSE jsonb_build_object('kind', 'default', 'backendPort', l.backend_port) END,
        'scheduler', l.scheduler, 'persistence', jsonb_build_object('timeoutSeconds', l.persistence_seconds),
        'connectionDraining', CASE WHEN l.connection_draining_seconds IS NOT NULL
          THEN jsonb_build_object('timeoutSeconds', l.connection_draining_seconds) END,
        'bandwidthMbps', l.bandwidth_mbps, 'proxyProtocol', l.proxy_protocol, 'idleTimeoutSeconds', l.idle_timeout_seconds,
        'retryOnStandby', l.retry_on_standby, 'connectTimeoutMilliseconds', l.connect_timeout_milliseconds,
        'failback', jsonb_build_object('mode', l.failback_mode, 'stableSeconds', l.failback_stable_seconds),
        'onFailover', jsonb_build_object('mode', l.on_failover_mode, 'drainSeconds', l.on_failover_drain_seconds),
        'standbyReadinessCheck', l.standby_readiness_check,
        'accessControl', CASE WHEN l.access_control_mode IS NOT NULL THEN jsonb_build_object('mode', l.access_control_mode, 'listIds', coalesce((
          SELECT jsonb_agg(a.access_control_list_id ORDER BY a.access_control_list_id)
          FROM listener_access_control_list a WHERE a.listener_id = l.id), '[]')) END,
        'healthCheck', (
          SELECT jsonb_build_object(
            'enabled', h.enabled, 'type', h.type, 'port', h.port, 'timeoutSeconds', h.timeout_seconds,
            'intervalSeconds', h.interval_seconds, 'healthyThreshold', h.healthy_threshold,
            'unhealthyThreshold', h.unhealthy_threshold, 'request', h.request, 'expected', h.expected,
            'method', h.method, 'path', h.path, 'domain', h.domain, 'statusClasses', h.status_classes)
          FROM health_check h WHERE h.listener_id = l.id))
        INTO region_id, document FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id WHERE l.id = p_id;
    WHEN 'active-standby-group' THEN
      SELECT g.region_id, jsonb_build_object('name', g.name, 'servers', coalesce((
          SELECT jsonb_agg(jsonb_build_object('serverId', m.server_id, 'port', m.port, 'role', m.role, 'weight', m.weight) ORDER BY m.role)
          FROM active_standby_member m WHERE m.group_id = g.id), '[]'))
        INTO region_id, document FROM active_standby_group g WHERE g.id = p_id;
    WHEN 'vserver-group' THEN
      SELECT g.region_id, jsonb_build_object('name', g.name, 'servers', coalesce((
          SELECT jsonb_agg(jsonb_build_object('serverId', m.server_id, 'port', m.port, 'weight', m.weight) ORDER BY m.server_id, m.port)
          FROM vserver_member m WHERE m.group_id = g.id), '[]'))
        INTO region_id, document FROM vserver_group g WHERE g.id = p_id;
    WHEN 'access-control-list' THEN
      SELECT a.region_id, jsonb_build_object('name', a.name, 'ipVersion', a.ip_version, 'entries', coalesce((
          SELECT jsonb_agg(jsonb_build_object('cidr', e.cidr::text, 'comment', e.comment) ORDER BY e.cidr)
          FROM access_control_entry e WHERE e.access_control_list_id = a.id), '[]'))
        INTO region_id, document FROM access_control_list a WHERE a.id = p_id;
  END CASE;
END $$;

-- Names by id, of servers with their address, of what a document names.
CREATE FUNCTION "openslb_document_names"(p_document jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_object_agg(id, name), '{}') FROM (
    SELECT s.id, s.name || ' (' || host(s.address) || ')' AS name FROM server s
      WHERE s.id IN (SELECT m ->> 'serverId' FROM jsonb_array_elements(p_document -> 'servers') m
        UNION ALL SELECT m ->> 'serverId' FROM jsonb_array_elements(p_document -> 'defaultServers') m)
    UNION ALL SELECT g.id, g.name FROM active_standby_group g WHERE g.id = p_document -> 'target' ->> 'id'
    UNION ALL SELECT g.id, g.name FROM vserver_group g WHERE g.id = p_document -> 'target' ->> 'id'
    UNION ALL SELECT a.id, a.name FROM access_control_list a
      WHERE a.id IN (SELECT jsonb_array_elements_text(p_document #> '{accessControl,listIds}'))
    UNION ALL SELECT z.id, z.name FROM zone z WHERE z.id IN (p_document ->> 'primaryZoneId', p_document ->> 'backupZoneId')) named
$$;

-- At most 1,000 versions of a resource, and 31 days of one that is gone: a few of the latter with each new version, which is
-- more than can be added. Those that another transaction deletes at the moment are left to it.
CREATE FUNCTION "openslb_prune_versions"(p_type text, p_id text, p_version int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM resource_version WHERE resource_type = p_type AND resource_id = p_id AND version <= p_version - 1000;
  DELETE FROM resource_version v USING (
      SELECT d.resource_type, d.resource_id FROM resource_version d
      WHERE d.deleted AND d.at < now() - interval '31 days' AND NOT EXISTS (
        SELECT 1 FROM resource_version later
        WHERE later.resource_type = d.resource_type AND later.resource_id = d.resource_id AND later.version > d.version)
      ORDER BY d.at LIMIT 5 FOR UPDATE SKIP LOCKED) gone
    WHERE v.resource_type = gone.resource_type AND v.resource_id = gone.resource_id;
END $$;

-- Whether a resource has changed is told by its document alone. A transaction makes one version of a resource, which grows
-- with its statements, so that who reads its number in the same transaction reads the right one.
CREATE FUNCTION "openslb_keep_version"(p_type text, p_id text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  v_now record;
  v_last resource_version;
  v_version int;
  v_transaction bigint := pg_current_xact_id()::text::bigint;
  v_actor text := nullif(current_setting('openslb.actor', true), '');
BEGIN
  v_now := openslb_document(p_type, p_id);
  SELECT * INTO v_last FROM resource_version WHERE resource_type = p_type AND resource_id = p_id ORDER BY version DESC LIMIT 1;
  IF v_now.document IS NULL AND (v_last IS NULL OR v_last.deleted) OR NOT v_last.deleted AND v_now.document = v_last.document THEN
    RETURN;
  END IF;
  IF v_last.transaction_id = v_transaction AND v_now.document IS NOT NULL THEN
    UPDATE resource_version
      SET document = v_now.document, names = openslb_document_names(v_now.document), deleted = false
      WHERE resource_type = p_type AND resource_id = p_id AND version = v_last.version;
    RETURN;
  END IF;
  PERFORM openslb_lock_region(coalesce(v_now.region_id, v_last.region_id));
  v_version := coalesce(v_last.version, 0) + 1;
  INSERT INTO resource_version (resource_type, resource_id, version, region_id, actor_type, actor_name, document, names, deleted, restored_from, transaction_id)
    VALUES (p_type, p_id, v_version, coalesce(v_now.region_id, v_last.region_id),
      CASE WHEN v_actor IS NULL THEN 'database' ELSE coalesce(nullif(current_setting('openslb.actor_type', true), ''), 'user') END,
      coalesce(v_actor, session_user),
      coalesce(v_now.document, v_last.document),
      CASE WHEN v_now.document IS NULL THEN v_last.names ELSE openslb_document_names(v_now.document) END,
      v_now.document IS NULL, nullif(current_setting('openslb.restored_from', true), '')::int, v_transaction);
  EXECUTE format('UPDATE %I SET version = $1 WHERE id = $2', replace(p_type, '-', '_')) USING v_version, p_id;
  PERFORM openslb_prune_versions(p_type, p_id, v_version);
END $$;

-- Arguments: the type of the resource, and the column that names it. After the triggers that raise revisions and lock the
-- region, whose names come before in the alphabet. What differs is compared first, since most statements are bookkeeping.
CREATE FUNCTION "openslb_versioned"() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_ids text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    EXECUTE format('SELECT array_agg(DISTINCT id) FROM (
      (SELECT %1$I AS id, openslb_content(b) FROM before b EXCEPT SELECT %1$I, openslb_content(a) FROM after a)
      UNION ALL
      (SELECT %1$I, openslb_content(a) FROM after a EXCEPT SELECT %1$I, openslb_content(b) FROM before b)) changed', TG_ARGV[1]) INTO v_ids;
  ELSE
    EXECUTE format('SELECT array_agg(DISTINCT %I) FROM changed', TG_ARGV[1]) INTO v_ids;
  END IF;
  PERFORM openslb_keep_version(TG_ARGV[0], id) FROM (SELECT unnest(v_ids) AS id ORDER BY 1) ids;
  RETURN NULL;
END $$;

DO $$
DECLARE
  v_part record;
BEGIN
  FOR v_part IN SELECT * FROM (VALUES
    ('load_balancer', 'load-balancer', 'id'), ('default_server', 'load-balancer', 'load_balancer_id'),
    ('listener', 'listener', 'id'), ('health_check', 'listener', 'listener_id'),
    ('listener_access_control_list', 'listener', 'listener_id'),
    ('active_standby_group', 'active-standby-group', 'id'), ('active_standby_member', 'active-standby-group', 'group_id'),
    ('vserver_group', 'vserver-group', 'id'), ('vserver_member', 'vserver-group', 'group_id'),
    ('access_control_list', 'access-control-list', 'id'),
    ('access_control_entry', 'access-control-list', 'access_control_list_id')) AS parts (table_name, type, id_column)
  LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION openslb_versioned(%L, %L)',
      v_part.table_name || '_version_inserted', v_part.table_name, v_part.type, v_part.id_column);
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING OLD TABLE AS before NEW TABLE AS after
      FOR EACH STATEMENT EXECUTE FUNCTION openslb_versioned(%L, %L)',
      v_part.table_name || '_version_updated', v_part.table_name, v_part.type, v_part.id_column);
    EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION openslb_versioned(%L, %L)',
      v_part.table_name || '_version_deleted', v_part.table_name, v_part.type, v_part.id_column);
  END LOOP;
END $$;

-- What there is already begins with version 1.
SELECT set_config('openslb.actor', 'OpenSLB', true), set_config('openslb.actor_type', 'system', true);
SELECT openslb_keep_version('load-balancer', id) FROM load_balancer;
SELECT openslb_keep_version('listener', id) FROM listener;
SELECT openslb_keep_version('active-standby-group', id) FROM active_standby_group;
SELECT openslb_keep_version('vserver-group', id) FROM vserver_group;
SELECT openslb_keep_version('access-control-list', id) FROM access_control_list;
