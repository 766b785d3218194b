import type { RegionView } from '#domain/view.ts';
import { loadNodes, type NodeRow } from '../node/load-nodes.ts';
import type { Database } from '../read.ts';

export async function loadRegionViews(db: Database, where: { id?: string }): Promise<RegionView[]> {
  const regions = await db.region.findMany({
    where,
    orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }],
    include: { zones: { orderBy: { id: 'asc' } } },
  });
  const addressPools = await db.addressPool.findMany({ orderBy: { cidr: 'asc' } });
  const counts = await countContents(
    db,
    regions.map((region) => region.id),
  );
  const nodes = await loadNodes(
    db,
    regions.map((region) => region.id),
  );
  return regions.map((region) => ({
    id: region.id,
    name: region.name,
    revision: region.revision,
    zones: region.zones.map(({ id, name }) => ({ id, name })),
    addressPools: addressPools.filter((pool) => pool.regionId === region.id).map((pool) => pool.cidr),
    sourceNat: region.sourceNat,
    nodes: nodes.filter((node) => node.regionId === region.id).map(toNodeView),
    instanceCount: counts.get(region.id)?.instanceCount ?? 0,
    serverCount: counts.get(region.id)?.serverCount ?? 0,
    accessControlListCount: counts.get(region.id)?.accessControlListCount ?? 0,
  }));
}

interface Contents {
  regionId: string;
  instanceCount: number;
  serverCount: number;
  accessControlListCount: number;
}

async function countContents(db: Database, regionIds: string[]): Promise<Map<string, Contents>> {
  const rows = await db.$queryRaw<Contents[]>`
    SELECT id AS "regionId",
      (SELECT count(*)::int FROM load_balancer WHERE region_id = r.id) AS "instanceCount",
      (SELECT count(*)::int FROM server WHERE region_id = r.id) AS "serverCount",
      (SELECT count(*)::int FROM access_control_list WHERE region_id = r.id) AS "accessControlListCount"
    FROM region r WHERE id = ANY (${regionIds})`;
  return new Map(rows.map((row) => [row.regionId, row]));
}

function toNodeView(node: NodeRow) {
  return {
    id: node.id,
    alive: node.alive,
    engine: node.engine,
    hints: node.hints,
    version: node.version,
    startedAt: node.startedAt.toISOString(),
    heartbeatAt: node.heartbeatAt.toISOString(),
    stoppedAt: node.stoppedAt?.toISOString() ?? null,
    appliedRevision: node.appliedRevision,
  };
}
