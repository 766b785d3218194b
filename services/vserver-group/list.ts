import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListGroupsQuery } from '#domain/tag.ts';
import type { VServerGroupView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { whereFound } from '../found-groups.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { whereTagged } from '../tag/load.ts';
import { loadGroupViews } from './view.ts';

/** Newest first. */
export async function listVServerGroups(
  context: Context,
  input: { loadBalancerId: string; query: unknown },
): Promise<Page<VServerGroupView>> {
  const { loadBalancerId } = input;
  const { pageNumber, pageSize, tag, search } = parseInput(ListGroupsQuery, input.query);
  return read(context, { in: place.loadBalancer(loadBalancerId), needs: 'viewer' }, async (db) => {
    const where = {
      loadBalancerId,
      AND: [await whereTagged(db, 'vservergroup', loadBalancerId, tag), await whereFound(db, 'vserver_group', loadBalancerId, search)],
    };
    const totalCount = await db.vServerGroup.count({ where });
    const found = await db.vServerGroup.findMany({
      where,
      select: { id: true },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      skip: offsetOf({ pageNumber, pageSize }),
      take: pageSize,
    });
    const items = await loadGroupViews(
      db,
      found.map((row) => row.id),
    );
    return { items, totalCount, pageNumber, pageSize };
  });
}
