import { NODE_ALIVE_SECONDS } from '#domain/limits.ts';
import { Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';

export interface NodeRow {
  id: string;
  regionId: string;
  engine: string;
  hints: string[];
  version: string;
  startedAt: Date;
  heartbeatAt: Date;
  stoppedAt: Date | null;
  appliedRevision: number;
  alive: boolean;
}

/** Of a `proxy_node n`, judged by the database's clock: it wrote the heartbeat, and no two hosts agree on the time. */
export const IS_ALIVE = Prisma.sql`(
  n.stopped_at IS NULL AND n.heartbeat_at > clock_timestamp() - make_interval(secs => ${NODE_ALIVE_SECONDS}::int))`;

/** The worker nodes of the given regions. */
export async function loadNodes(db: Database, regionIds: string[]): Promise<NodeRow[]> {
  return db.$queryRaw<NodeRow[]>`
    SELECT n.id, r.region_id AS "regionId", n.engine, n.hints, n.version, n.started_at AS "startedAt", n.heartbeat_at AS "heartbeatAt",
      n.stopped_at AS "stoppedAt", r.applied_revision AS "appliedRevision", ${IS_ALIVE} AS alive
    FROM node_region r JOIN proxy_node n ON n.id = r.node_id
    WHERE r.region_id = ANY (${regionIds})
    ORDER BY n.id`;
}
