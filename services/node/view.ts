import { NODE_ALIVE_SECONDS } from '#domain/limits.ts';
import type { NodeRegionView, ProxyNodeView } from '#domain/view.ts';
import type { Database } from '../read.ts';

type NodeRow = Omit<ProxyNodeView, 'regions' | 'startedAt' | 'heartbeatAt' | 'stoppedAt'> & {
  startedAt: Date;
  heartbeatAt: Date;
  stoppedAt: Date | null;
};
type RegionRow = Omit<NodeRegionView, 'appliedAt'> & { nodeId: string; appliedAt: Date };

/** Lag and life are judged by the database's clock, which wrote what they are compared with. */
export async function loadNodeViews(db: Database): Promise<ProxyNodeView[]> {
  const nodes = await db.$queryRaw<NodeRow[]>`
    SELECT id, engine, hints, version, started_at AS "startedAt", heartbeat_at AS "heartbeatAt", stopped_at AS "stoppedAt",
      (stopped_at IS NULL AND heartbeat_at > clock_timestamp() - make_interval(secs => ${NODE_ALIVE_SECONDS}::int)) AS alive
    FROM proxy_node ORDER BY id`;
  const regions = await db.$queryRaw<RegionRow[]>`
    SELECT n.node_id AS "nodeId", r.id AS "regionId", r.name AS "regionName", n.applied_revision AS "appliedRevision", r.revision,
      n.applied_at AS "appliedAt", n.missed_notifications AS "missedNotifications",
      CASE WHEN n.applied_revision >= r.revision THEN 0
        ELSE greatest(0, extract(epoch FROM clock_timestamp() - r.revised_at) * 1000)::int END AS "lagMilliseconds",
      coalesce(s.in_force, 0) AS "listenersInForce", coalesce(s.failed, 0) AS "listenersFailed"
    FROM node_region n JOIN region r ON r.id = n.region_id
    LEFT JOIN (
      SELECT s.node_id, lb.region_id, count(*) FILTER (WHERE s.state = 'in_force')::int AS in_force,
        count(*) FILTER (WHERE s.state = 'failed')::int AS failed
      FROM listener_status s JOIN listener l ON l.id = s.listener_id JOIN load_balancer lb ON lb.id = l.load_balancer_id
      GROUP BY s.node_id, lb.region_id) s ON s.node_id = n.node_id AND s.region_id = n.region_id
    ORDER BY r.sort_order, r.id`;
  return nodes.map((node) => ({
    ...node,
    startedAt: node.startedAt.toISOString(),
    heartbeatAt: node.heartbeatAt.toISOString(),
    stoppedAt: node.stoppedAt?.toISOString() ?? null,
    regions: regions
      .filter(({ nodeId }) => nodeId === node.id)
      .map(({ nodeId: _, ...region }) => ({ ...region, appliedAt: region.appliedAt.toISOString() })),
  }));
}
