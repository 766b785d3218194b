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
    nodes: nodes.filter((node) => node.regionId === region.id).map(toNodeView),
  }));
}

function toNodeView(node: NodeRow) {
  return {
    id: node.id,
    alive: node.alive,
    engine: node.engine,
    version: node.version,
    startedAt: node.startedAt.toISOString(),
    heartbeatAt: node.heartbeatAt.toISOString(),
    stoppedAt: node.stoppedAt?.toISOString() ?? null,
    appliedRevision: node.appliedRevision,
  };
}
