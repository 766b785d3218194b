import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListTaggedQuery } from '#domain/tag.ts';
import type { ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { whereTagged } from '../tag/load.ts';
import { loadListenerViews } from './view.ts';

/** By protocol and port. An instance has at most 50, so a page is cut from the whole. */
export async function listListeners(context: Context, input: { loadBalancerId: string; query: unknown }): Promise<Page<ListenerView>> {
  const { loadBalancerId } = input;
  const { pageNumber, pageSize, tag } = parseInput(ListTaggedQuery, input.query);
  return read(context, { in: place.loadBalancer(loadBalancerId), needs: 'viewer' }, async (db) => {
    const all = await loadListenerViews(db, { loadBalancerId, ...(await whereTagged(db, 'listener', loadBalancerId, tag)) });
    return { items: all.slice((pageNumber - 1) * pageSize, pageNumber * pageSize), totalCount: all.length, pageNumber, pageSize };
  });
}
