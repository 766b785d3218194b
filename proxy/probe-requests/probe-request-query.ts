import { PROBE_PATIENCE_SECONDS } from '#domain/limits.ts';

/**
 * The statements of the probe desk. Rows that another node has locked are passed over. All times are those of the
 * database's clock.
 */

const IS_OLD = `r.requested_at < now() - make_interval(secs => ${PROBE_PATIENCE_SECONDS})`;
const IS_SERVED = '($2::text[] IS NULL OR r.region_id = ANY ($2))';

/**
 * $1 node id, $2 served regions or null for all, $3 ids of those that this node is busy with, $4 how many at most.
 * What this node took and does not know of was taken by an earlier process of it, or the answer to the taking was lost.
 */
export const TAKE_QUERY = `
  UPDATE probe_request SET state = 'running', node_id = $1
  WHERE id IN (
    SELECT r.id FROM probe_request r
    WHERE ${IS_SERVED} AND NOT ${IS_OLD}
      AND (r.state = 'pending' OR r.state = 'running' AND r.node_id = $1 AND NOT r.id = ANY ($3))
    ORDER BY r.requested_at LIMIT $4 FOR UPDATE SKIP LOCKED)
  RETURNING id, host(address) AS address, port, settings`;

/** $1 to $3 as above, $4 seconds after which a node without heartbeat is gone. Ends what waits in vain; wakes the console. */
export const EXPIRE_QUERY = `
  WITH expired AS (
    UPDATE probe_request SET state = 'expired', finished_at = now(), reason = CASE state
      WHEN 'pending' THEN 'no node took it in ${PROBE_PATIENCE_SECONDS} s' ELSE 'the node that took it has ended' END
    WHERE id IN (
      SELECT r.id FROM probe_request r
      WHERE ${IS_SERVED} AND ${IS_OLD}
        AND (r.state = 'pending' OR r.state = 'running' AND NOT r.id = ANY ($3) AND (r.node_id = $1 OR NOT EXISTS (
          SELECT 1 FROM proxy_node n WHERE n.id = r.node_id AND n.stopped_at IS NULL
            AND n.heartbeat_at > now() - make_interval(secs => $4))))
      FOR UPDATE SKIP LOCKED)
    RETURNING region_id
  )
  SELECT pg_notify($5, region_id) FROM (SELECT DISTINCT region_id FROM expired) AS one`;

/** $1 node id, $2 [{id, ok, reason, took_ms}], $3 the channel. One that has expired meanwhile stays so. */
export const ANSWER_QUERY = `
  WITH answered AS (
    UPDATE probe_request r SET state = 'done', ok = a.ok, reason = a.reason, took_ms = a.took_ms, finished_at = now()
    FROM jsonb_to_recordset($2) AS a(id text, ok boolean, reason text, took_ms int)
    WHERE r.id = a.id AND r.node_id = $1 AND r.state = 'running'
    RETURNING r.region_id
  )
  SELECT pg_notify($3, region_id) FROM (SELECT DISTINCT region_id FROM answered) AS one`;

/** $1 node id, $2 ids, $3 the channel. Leaves them to the other nodes. */
export const HAND_BACK_QUERY = `
  WITH left_over AS (
    UPDATE probe_request SET state = 'pending', node_id = NULL WHERE id = ANY ($2) AND node_id = $1 AND state = 'running'
    RETURNING region_id
  )
  SELECT pg_notify($3, region_id) FROM (SELECT DISTINCT region_id FROM left_over) AS one`;
