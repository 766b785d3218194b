/**
 * The statements of history. As with traffic, a listener that is locked is passed over, and one row comes back for each
 * listener that exists, with whether its rows were written; nothing is written while the node has no row of its own.
 */

const PLACES = `
  node AS (
    SELECT id FROM proxy_node WHERE id = $1 FOR KEY SHARE
  ), known AS (
    SELECT id FROM listener WHERE id IN (SELECT listener_id FROM rows)
  ), present AS (
    SELECT l.id FROM listener l WHERE l.id IN (SELECT listener_id FROM rows) FOR KEY SHARE SKIP LOCKED
  )`;
const RESULT = `
  SELECT k.id AS listener_id, p.id IS NOT NULL AND EXISTS (SELECT 1 FROM node) AS is_written
  FROM known k LEFT JOIN present p ON p.id = k.id`;

/** $1 node id, $2 rows of run-ledger.ts. A row says all of its run, so writing it again changes nothing. */
export const RUNS_QUERY = `
  WITH rows AS (
    SELECT DISTINCT ON (listener_id, member_id, first_at) * FROM jsonb_to_recordset($2) AS r(listener_id text, member_id text,
      first_at timestamptz, last_at timestamptz, ok boolean, reason text, probes int)
    ORDER BY listener_id, member_id, first_at, probes DESC
  ), ${PLACES}, written AS (
    INSERT INTO probe_run AS t (node_id, listener_id, member_id, first_at, last_at, ok, reason, probes)
    SELECT node.id, r.listener_id, r.member_id, r.first_at, r.last_at, r.ok, r.reason, r.probes
    FROM rows r JOIN present p ON p.id = r.listener_id CROSS JOIN node
    ON CONFLICT (listener_id, member_id, node_id, first_at) DO UPDATE SET last_at = excluded.last_at, probes = excluded.probes
    WHERE excluded.probes > t.probes
  ) ${RESULT}`;

/** $1 node id, $2 rows of verdict-change-queue.ts. */
export const CHANGES_QUERY = `
  WITH rows AS (
    SELECT * FROM jsonb_to_recordset($2) AS r(id uuid, listener_id text, member_id text, server_name text,
      from_state verdict_state, to_state verdict_state, reason text, at timestamptz)
  ), ${PLACES}, written AS (
    INSERT INTO verdict_change (id, node_id, listener_id, member_id, server_name, from_state, to_state, reason, at)
    SELECT r.id, node.id, r.listener_id, r.member_id, r.server_name, r.from_state, r.to_state, r.reason, r.at
    FROM rows r JOIN present p ON p.id = r.listener_id CROSS JOIN node
    ON CONFLICT (id) DO NOTHING
  ) ${RESULT}`;

/** $1 [{listener_id, member_id}], $2 how many runs of each are kept, of all nodes together. */
export const TRIM_QUERY = `
  DELETE FROM probe_run WHERE ctid = ANY (ARRAY(
    SELECT old.ctid FROM jsonb_to_recordset($1) AS k(listener_id text, member_id text) CROSS JOIN LATERAL (
      SELECT p.ctid FROM probe_run p WHERE p.listener_id = k.listener_id AND p.member_id = k.member_id
      ORDER BY p.first_at DESC OFFSET $2) AS old))`;
