import type { EngineName } from '#domain/engine.ts';
import type { Tag } from '#domain/tag.ts';
import { type HealthCheck, type ListenerStatus, type ListenerTraffic, type LoadBalancer, Prisma, type Verdict } from '#prisma/client.ts';
import { isoTime } from '../iso-time.ts';
import { IS_ALIVE } from '../node/load-nodes.ts';
import type { Database } from '../read.ts';
import { tagsOf } from '../tag/load.ts';
import type { SelectedList } from './access-control.ts';

/** Times are ISO 8601 UTC. */
export interface StatusRow extends Omit<ListenerStatus, 'listenerId' | 'appliedAt' | 'servingSince' | 'engine'> {
  appliedAt: string;
  servingSince: string | null;
  engine: EngineName;
}

export interface VerdictRow extends Pick<Verdict, 'nodeId' | 'memberId' | 'state' | 'reason'> {
  since: string;
}

/** Totals as numbers, which are exact up to 9 PB. */
export type TrafficRow = Pick<ListenerTraffic, 'nodeId' | 'connectionsCurrent' | 'drops'> &
  Record<
    'connectionsTotal' | 'connectErrorsTotal' | 'droppedTotal' | 'bytesInTotal' | 'bytesOutTotal' | 'packetsInTotal' | 'packetsOutTotal',
    number
  >;

/** What tables beside its own say of a listener. */
export interface ListenerFacts {
  loadBalancer: Pick<LoadBalancer, 'id' | 'regionId' | 'name' | 'address' | 'status'>;
  healthCheck: Omit<HealthCheck, 'listenerId'>;
  /** Ids of the alive nodes of the region; statuses and verdicts are theirs only. */
  aliveNodeIds: string[];
  statuses: StatusRow[];
  verdicts: VerdictRow[];
  /** What they say of the standby. */
  readiness: VerdictRow[];
  /** Of all nodes, since totals outlive the node that counted them. */
  traffic: TrafficRow[];
  /** By name. */
  selectedLists: SelectedList[];
  /** By key. */
  tags: Tag[];
}

/**
 * The facts of many listeners, by id, with one statement: a query for each table costs a page of instances more time between
 * Postgres and here, and more of the processor, than all of its rows together.
 */
export async function loadListenerFacts(db: Database, listenerIds: string[]): Promise<Map<string, ListenerFacts>> {
  const rows = await db.$queryRaw<{ id: string; facts: ListenerFacts }[]>`
    WITH alive AS MATERIALIZED (
      SELECT n.id, r.region_id FROM node_region r JOIN proxy_node n ON n.id = r.node_id WHERE ${IS_ALIVE})
    SELECT l.id, json_build_object(
      'loadBalancer', json_build_object(
        'id', lb.id, 'regionId', lb.region_id, 'name', lb.name, 'address', lb.address, 'status', lb.status),
      'healthCheck', json_build_object(
        'enabled', h.enabled, 'type', h.type, 'port', h.port, 'timeoutSeconds', h.timeout_seconds, 'intervalSeconds', h.interval_seconds,
        'healthyThreshold', h.healthy_threshold, 'unhealthyThreshold', h.unhealthy_threshold, 'request', h.request,
        'expected', h.expected, 'method', h.method, 'path', h.path, 'domain', h.domain, 'statusClasses', h.status_classes),
      'aliveNodeIds', ARRAY(SELECT a.id FROM alive a WHERE a.region_id = lb.region_id ORDER BY a.id),
      'statuses', ARRAY(
        SELECT json_build_object('nodeId', s.node_id, 'revision', s.revision, 'state', s.state, 'errorCode', s.error_code,
          'errorMessage', s.error_message, 'appliedAt', ${isoTime('s.applied_at')}, 'delayMs', s.delay_ms, 'serving', s.serving,
          'servingSince', ${isoTime('s.serving_since')}, 'servingReason', s.serving_reason,
          'engine', s.engine, 'engineReason', s.engine_reason)
        FROM listener_status s JOIN alive a ON a.id = s.node_id AND a.region_id = lb.region_id WHERE s.listener_id = l.id),
      'verdicts', ${verdictsOf(Prisma.sql`verdict`)},
      'readiness', ${verdictsOf(Prisma.sql`standby_readiness`)},
      'traffic', ARRAY(
        SELECT json_build_object('nodeId', t.node_id, 'connectionsCurrent', t.connections_current, 'drops', t.drops,
          'connectionsTotal', t.connections_total, 'connectErrorsTotal', t.connect_errors_total, 'droppedTotal', t.dropped_total,
          'bytesInTotal', t.bytes_in_total, 'bytesOutTotal', t.bytes_out_total,
          'packetsInTotal', t.packets_in_total, 'packetsOutTotal', t.packets_out_total)
        FROM listener_traffic t WHERE t.listener_id = l.id),
      'selectedLists', ARRAY(
        SELECT json_build_object('id', a.id, 'name', a.name, 'entryCount', (
          SELECT count(*) FROM access_control_entry e WHERE e.access_control_list_id = a.id))
        FROM listener_access_control_list la JOIN access_control_list a ON a.id = la.access_control_list_id
        WHERE la.listener_id = l.id ORDER BY a.name, a.id),
      'tags', ${tagsOf('listener', Prisma.sql`l.id`)}) AS facts
    FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id JOIN health_check h ON h.listener_id = l.id
    WHERE l.id = ANY (${listenerIds})`;
  return new Map(rows.map(({ id, facts }) => [id, facts]));
}

/** Of alive nodes, about members of a listener `l`. */
function verdictsOf(table: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`ARRAY(
    SELECT json_build_object('nodeId', v.node_id, 'memberId', v.member_id, 'state', v.state, 'reason', v.reason, 'since', ${isoTime('v.since')})
    FROM ${table} v JOIN alive a ON a.id = v.node_id AND a.region_id = lb.region_id WHERE v.listener_id = l.id)`;
}
