import { type DesiredState, REGION } from './desired-state.ts';

const NODE = 'bench-node';
/** The network of the service addresses, and the first address of each kind of thing. */
export const SERVICE_NETWORK = '10.0.0.0/8';
const FIRST = { service: '10.1.0.0', active: '172.16.0.0', standby: '172.24.0.0' };

/**
 * A region as large as the console has to stay fast with: instances with two listeners and an active/standby server group of
 * two servers of their own, all of them reported by one node, verdicts and traffic included. One in fifty is stopped.
 * The triggers rest meanwhile: what they would raise is of no interest here, and they take minutes for so many rows.
 */
export async function createLargeRegion(state: DesiredState, instances: number): Promise<void> {
  const every = `generate_series(1, ${instances}) i`;
  const listeners = `${every}, (VALUES ('tcp', 80), ('udp', 53)) p(protocol, port)`;
  const members = `${every}, (VALUES ('active', 's1'), ('standby', 's2')) m(role, server)`;
  await state.configuration.query(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    INSERT INTO server (id, region_id, name, address)
      SELECT 'srv-s1-' || i, '${REGION}', 'host-' || md5(i::text), '${FIRST.active}'::inet + i FROM ${every}
      UNION ALL SELECT 'srv-s2-' || i, '${REGION}', 'host-' || md5(i || '-2'), '${FIRST.standby}'::inet + i FROM ${every};
    INSERT INTO load_balancer (id, region_id, name, address, status, created_at, updated_at)
      SELECT 'lb-' || md5(i::text), '${REGION}', 'shop-' || lpad(i::text, 5, '0'), '${FIRST.service}'::inet + i,
        (CASE WHEN i % 50 = 0 THEN 'inactive' ELSE 'active' END)::load_balancer_status, now() - make_interval(secs => i), now() FROM ${every};
    INSERT INTO active_standby_group (id, load_balancer_id, region_id, name) SELECT 'rsp-' || i, 'lb-' || md5(i::text), '${REGION}', 'pair' FROM ${every};
    INSERT INTO active_standby_member (id, group_id, region_id, server_id, port, role)
      SELECT 'mbr-' || m.role || '-' || i, 'rsp-' || i, '${REGION}', 'srv-' || m.server || '-' || i, 8080, m.role::member_role FROM ${members};
    INSERT INTO listener (id, load_balancer_id, protocol, port, name, enabled, active_standby_group_id, updated_at)
      SELECT 'lsn-' || p.protocol || '-' || i, 'lb-' || md5(i::text), p.protocol::listener_protocol, p.port, 'bench', true, 'rsp-' || i, now()
      FROM ${listeners};
    INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
      SELECT id, 'tcp', 5, 2, 3, 3 FROM listener;
    INSERT INTO proxy_node (id, engine, version, started_at, heartbeat_at) VALUES ('${NODE}', 'userspace', '1', now(), now() + interval '1 day');
    INSERT INTO node_region (node_id, region_id, applied_revision, applied_at) VALUES ('${NODE}', '${REGION}', 1, now());
    INSERT INTO listener_status (node_id, listener_id, revision, state, applied_at, delay_ms, serving, serving_since, serving_reason)
      SELECT '${NODE}', id, revision, 'in_force', now(), 5, 'active', now(), 'it is healthy' FROM listener;
    INSERT INTO verdict (node_id, listener_id, member_id, state, reason, since)
      SELECT '${NODE}', l.id, m.id, (CASE WHEN hashtext(m.id) % 100 = 0 THEN 'unhealthy' ELSE 'healthy' END)::verdict_state, 'connected', now()
      FROM listener l JOIN active_standby_member m ON m.group_id = l.active_standby_group_id;
    INSERT INTO listener_traffic (node_id, listener_id, updated_at, connections_current) SELECT '${NODE}', id, now(), 3 FROM listener;
    COMMIT`);
  await state.analyze();
}
