import type { ProxyNodeView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadNodeViews } from './view.ts';

/**
 * All worker nodes that ever reported and were not forgotten, by name; for whoever has no role in all regions those of the
 * regions that the user may see, and of these nodes nothing about other regions.
 */
export async function listNodes(context: Context): Promise<ProxyNodeView[]> {
  return read(context, { in: place.anywhere, needs: null }, async (db, access) => {
    const nodes = await loadNodeViews(db);
    if (access.roleEverywhere !== null) {
      return nodes;
    }
    return nodes
      .map((node) => ({ ...node, regions: node.regions.filter(({ regionId }) => access.roleIn(regionId) !== null) }))
      .filter(({ regions }) => regions.length > 0);
  });
}
