/**
 * The statements of one report. They take rows as JSON, so that each is one round trip however many rows there are.
 * Rows of listeners that were deleted meanwhile, or are being deleted, are passed over: SKIP LOCKED keeps a report
 * from waiting for, or deadlocking with, the transaction of a user.
 */

/** $1 node id, $2 engine, $3 version, $4 seconds since the start, $5 is stopped, $6 hints. Returns what the database's clock says. */
export const NODE_QUERY = `
  INSERT INTO proxy_node AS n (id, engine, version, started_at, heartbeat_at, stopped_at, hints)
  VALUES ($1, $2, $3, now() - make_interval(secs => $4), now(), CASE WHEN $5 THEN now() END, $6)
  ON CONFLICT (id) DO UPDATE SET engine = excluded.engine, version = excluded.version, heartbeat_at = excluded.heartbeat_at,
    stopped_at = excluded.stopped_at, hints = excluded.hints,
    started_at = CASE WHEN abs(extract(epoch FROM n.started_at - excluded.started_at)) < 1 THEN n.started_at ELSE excluded.started_at END
  RETURNING extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms`;

/** $1 node id, $2 [{region_id, applied_revision, applied_at, missed_notifications}]. Returns the regions that changed. */
export const REGIONS_QUERY = `
  INSERT INTO node_region AS n (node_id, region_id, applied_revision, applied_at, missed_notifications)
  SELECT $1, r.region_id, r.applied_revision, r.applied_at, r.missed_notifications
  FROM jsonb_to_recordset($2) AS r(region_id text, applied_revision int, applied_at timestamptz, missed_notifications int)
  JOIN region ON region.id = r.region_id
  ON CONFLICT (node_id, region_id) DO UPDATE SET applied_revision = excluded.applied_revision, applied_at = excluded.applied_at,
    missed_notifications = excluded.missed_notifications
  RETURNING n.region_id`;

/** $1 node id, $2 ids of the regions that are served. */
export const REGIONS_LEFT_QUERY = 'DELETE FROM node_region WHERE node_id = $1 AND NOT region_id = ANY ($2)';

/** $1 node id, $2 rows. Returns the listeners whose rows hold now, and whether that is new. A row that holds is not written again. */
export const STATUSES_QUERY = `
  WITH rows AS (
    SELECT * FROM jsonb_to_recordset($2) AS r(
      listener_id text, revision int, state listener_state, error_code text, error_message text, applied_at timestamptz,
      delay_ms int, serving member_role, serving_since timestamptz, serving_reason text,
      engine text, engine_reason text)
  ), present AS (
    SELECT id FROM listener WHERE id IN (SELECT listener_id FROM rows) FOR KEY SHARE SKIP LOCKED
  ), written AS (
    INSERT INTO listener_status AS s (node_id, listener_id, revision, state, error_code, error_message, applied_at, delay_ms,
      serving, serving_since, serving_reason, engine, engine_reason)
    SELECT $1, r.listener_id, r.revision, r.state, r.error_code, r.error_message, r.applied_at, r.delay_ms,
      r.serving, r.serving_since, r.serving_reason, r.engine, r.engine_reason
    FROM rows r JOIN present p ON p.id = r.listener_id
    ON CONFLICT (node_id, listener_id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
      error_code = excluded.error_code, error_message = excluded.error_message, applied_at = excluded.applied_at,
      delay_ms = excluded.delay_ms, serving = excluded.serving, serving_since = excluded.serving_since,
      serving_reason = excluded.serving_reason, engine = excluded.engine, engine_reason = excluded.engine_reason
    WHERE (s.revision, s.state, s.error_code, s.error_message, s.applied_at, s.delay_ms, s.serving, s.serving_since, s.serving_reason,
        s.engine, s.engine_reason)
      IS DISTINCT FROM (excluded.revision, excluded.state, excluded.error_code, excluded.error_message, excluded.applied_at,
        excluded.delay_ms, excluded.serving, excluded.serving_since, excluded.serving_reason,
        excluded.engine, excluded.engine_reason)
    RETURNING s.listener_id
  )
  SELECT p.id AS listener_id, w.listener_id IS NOT NULL AS is_new FROM present p LEFT JOIN written w ON w.listener_id = p.id`;

/** Tables of one shape: what the checks that decide about traffic say, and what those of standbys say. */
type VerdictTable = 'verdict' | 'standby_readiness';

/** $1 node id, $2 ids of listeners. */
const goneQuery = (table: VerdictTable | 'listener_status') => `DELETE FROM ${table} WHERE node_id = $1 AND listener_id = ANY ($2)`;
export const STATUSES_GONE_QUERY = goneQuery('listener_status');
export const VERDICTS_GONE_QUERY = goneQuery('verdict');
export const READINESS_GONE_QUERY = goneQuery('standby_readiness');

/** $1 node id, $2 ids of all listeners that this node serves or reports. */
const leftQuery = (table: VerdictTable | 'listener_status') => `DELETE FROM ${table} WHERE node_id = $1 AND NOT listener_id = ANY ($2)`;
export const STATUSES_LEFT_QUERY = leftQuery('listener_status');
export const VERDICTS_LEFT_QUERY = leftQuery('verdict');
export const READINESS_LEFT_QUERY = leftQuery('standby_readiness');

/** $1 node id, $2 ids of listeners, $3 all their rows. Returns the listeners of which something is new. */
const verdictsQuery = (table: VerdictTable) => `
  WITH rows AS (
    SELECT * FROM jsonb_to_recordset($3) AS r(listener_id text, member_id text, state verdict_state, reason text, since timestamptz)
    WHERE listener_id = ANY ($2)
  ), gone AS (
    DELETE FROM ${table} v WHERE v.node_id = $1 AND v.listener_id = ANY ($2)
      AND NOT EXISTS (SELECT 1 FROM rows r WHERE r.listener_id = v.listener_id AND r.member_id = v.member_id)
    RETURNING v.listener_id
  ), written AS (
    INSERT INTO ${table} AS v (node_id, listener_id, member_id, state, reason, since)
    SELECT $1, r.listener_id, r.member_id, r.state, r.reason, r.since FROM rows r
    ON CONFLICT (node_id, listener_id, member_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, since = excluded.since
    WHERE (v.state, v.reason, v.since) IS DISTINCT FROM (excluded.state, excluded.reason, excluded.since)
    RETURNING v.listener_id
  )
  SELECT listener_id FROM gone UNION SELECT listener_id FROM written`;
export const VERDICTS_QUERY = verdictsQuery('verdict');
export const READINESS_QUERY = verdictsQuery('standby_readiness');

/** $1 node id, $2 rows. */
export const EVENTS_QUERY = `
  INSERT INTO failover_event (id, load_balancer_id, listener_id, protocol, port, group_id, group_name, node_id, from_role,
    to_role, from_server, to_server, reason, at)
  SELECT r.id, r.load_balancer_id, r.listener_id, r.protocol, r.port, r.group_id, r.group_name, $1, r.from_role, r.to_role,
    r.from_server, r.to_server, r.reason, r.at
  FROM jsonb_to_recordset($2) AS r(id uuid, load_balancer_id text, listener_id text, protocol listener_protocol, port int,
    group_id text, group_name text, from_role member_role, to_role member_role, from_server text, to_server text,
    reason text, at timestamptz)
  WHERE EXISTS (SELECT 1 FROM load_balancer lb WHERE lb.id = r.load_balancer_id)
  ON CONFLICT (id) DO NOTHING`;

/** $1 node id. How much of what this node wrote is there, so that a loss is noticed. */
export const ROW_COUNTS_QUERY = `
  SELECT (SELECT count(*)::int FROM listener_status WHERE node_id = $1) AS statuses,
    (SELECT count(*)::int FROM verdict WHERE node_id = $1) AS verdicts,
    (SELECT count(*)::int FROM standby_readiness WHERE node_id = $1) AS readiness,
    (SELECT count(*)::int FROM node_region WHERE node_id = $1) AS regions`;
