/**
 * $1 node id, $2 rows of traffic-row.ts. Adds each row to its minute and to the totals of its listener or member.
 * A listener that is locked is passed over: it may be being deleted, and a report must neither wait for a user nor
 * deadlock with one. One row comes back for each listener that exists, with whether its traffic was written.
 */
export const TRAFFIC_QUERY = `
  WITH rows AS (
    SELECT listener_id, member_id, to_timestamp(minute * 60) AS minute, connections_new, connections_current, connections_max,
      connect_errors, bytes_in, bytes_out, packets_in, packets_out, connects, connect_ms, drops
    FROM jsonb_to_recordset($2) AS r(listener_id text, member_id text, minute bigint, connections_new bigint,
      connections_current int, connections_max int, connect_errors bigint, bytes_in bigint, bytes_out bigint,
      packets_in bigint, packets_out bigint, connects bigint, connect_ms float8, drops jsonb)
  ), known AS (
    SELECT id FROM listener WHERE id IN (SELECT listener_id FROM rows)
  ), present AS (
    SELECT id FROM listener WHERE id IN (SELECT listener_id FROM rows) FOR KEY SHARE SKIP LOCKED
  ), minutes AS (
    INSERT INTO traffic_minute AS t (node_id, listener_id, member_id, minute, connections_new, connections_current,
      connections_max, connect_errors, bytes_in, bytes_out, packets_in, packets_out, connects, connect_ms_sum, drops)
    SELECT $1, r.listener_id, r.member_id, r.minute, r.connections_new, r.connections_current, r.connections_max,
      r.connect_errors, r.bytes_in, r.bytes_out, r.packets_in, r.packets_out, r.connects, r.connect_ms, r.drops
    FROM rows r JOIN present p ON p.id = r.listener_id
    ON CONFLICT (listener_id, minute, node_id, member_id) DO UPDATE SET
      connections_new = t.connections_new + excluded.connections_new,
      connections_current = excluded.connections_current,
      connections_max = greatest(t.connections_max, excluded.connections_max),
      connect_errors = t.connect_errors + excluded.connect_errors,
      bytes_in = t.bytes_in + excluded.bytes_in, bytes_out = t.bytes_out + excluded.bytes_out,
      packets_in = t.packets_in + excluded.packets_in, packets_out = t.packets_out + excluded.packets_out,
      connects = t.connects + excluded.connects, connect_ms_sum = t.connect_ms_sum + excluded.connect_ms_sum,
      drops = openslb_add_counts(t.drops, excluded.drops)
  ), sums AS (
    SELECT listener_id, member_id, (array_agg(connections_current ORDER BY minute DESC))[1] AS connections_current,
      sum(connections_new) AS connections_new, sum(connect_errors) AS connect_errors, sum(bytes_in) AS bytes_in,
      sum(bytes_out) AS bytes_out, sum(packets_in) AS packets_in, sum(packets_out) AS packets_out,
      sum(connects) AS connects, sum(connect_ms) AS connect_ms
    FROM rows JOIN present p ON p.id = listener_id GROUP BY listener_id, member_id
  ), drop_sums AS (
    SELECT listener_id, jsonb_object_agg(reason, count) AS drops, sum(count) AS dropped FROM (
      SELECT listener_id, d.key AS reason, sum(d.value::bigint) AS count FROM rows, jsonb_each_text(drops) d GROUP BY 1, 2) one
    GROUP BY listener_id
  ), members AS (
    INSERT INTO member_traffic AS t (node_id, listener_id, member_id, connections_current, connections_total,
      connect_errors_total, bytes_in_total, bytes_out_total, packets_in_total, packets_out_total, connects_total,
      connect_ms_total, updated_at)
    SELECT $1, listener_id, member_id, connections_current, connections_new, connect_errors, bytes_in, bytes_out,
      packets_in, packets_out, connects, connect_ms, now()
    FROM sums WHERE member_id <> ''
    ON CONFLICT (node_id, listener_id, member_id) DO UPDATE SET connections_current = excluded.connections_current,
      connections_total = t.connections_total + excluded.connections_total,
      connect_errors_total = t.connect_errors_total + excluded.connect_errors_total,
      bytes_in_total = t.bytes_in_total + excluded.bytes_in_total,
      bytes_out_total = t.bytes_out_total + excluded.bytes_out_total,
      packets_in_total = t.packets_in_total + excluded.packets_in_total,
      packets_out_total = t.packets_out_total + excluded.packets_out_total,
      connects_total = t.connects_total + excluded.connects_total,
      connect_ms_total = t.connect_ms_total + excluded.connect_ms_total, updated_at = excluded.updated_at
  ), listeners AS (
    INSERT INTO listener_traffic AS t (node_id, listener_id, connections_current, connections_total, connect_errors_total,
      dropped_total, drops, bytes_in_total, bytes_out_total, packets_in_total, packets_out_total, updated_at)
    SELECT $1, s.listener_id, s.connections_current, s.connections_new, s.connect_errors, coalesce(d.dropped, 0),
      coalesce(d.drops, '{}'), s.bytes_in, s.bytes_out, s.packets_in, s.packets_out, now()
    FROM sums s LEFT JOIN drop_sums d USING (listener_id) WHERE s.member_id = ''
    ON CONFLICT (node_id, listener_id) DO UPDATE SET connections_current = excluded.connections_current,
      connections_total = t.connections_total + excluded.connections_total,
      connect_errors_total = t.connect_errors_total + excluded.connect_errors_total,
      dropped_total = t.dropped_total + excluded.dropped_total, drops = openslb_add_counts(t.drops, excluded.drops),
      bytes_in_total = t.bytes_in_total + excluded.bytes_in_total,
      bytes_out_total = t.bytes_out_total + excluded.bytes_out_total,
      packets_in_total = t.packets_in_total + excluded.packets_in_total,
      packets_out_total = t.packets_out_total + excluded.packets_out_total, updated_at = excluded.updated_at
  )
  SELECT k.id AS listener_id, p.id IS NOT NULL AS is_written FROM known k LEFT JOIN present p ON p.id = k.id`;

/** $1 node id. What an earlier process of this node had open ended with it. */
export const LISTENERS_RESET_QUERY = 'UPDATE listener_traffic SET connections_current = 0 WHERE node_id = $1 AND connections_current <> 0';
export const MEMBERS_RESET_QUERY = 'UPDATE member_traffic SET connections_current = 0 WHERE node_id = $1 AND connections_current <> 0';
