import type { DefaultServerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { requireLoadBalancer } from '../load-balancer/internal.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadDefaultServerViews } from './view.ts';

/** By name; with the version of the instance, whose own configuration the group is. An instance has at most 200 servers, so there are no pages. */
export async function getDefaultServerGroup(
  context: Context,
  input: { loadBalancerId: string },
): Promise<{ version: number; servers: DefaultServerView[] }> {
  return read(context, { in: place.loadBalancer(input.loadBalancerId), needs: 'viewer' }, async (db) => {
    const { version } = await requireLoadBalancer(db, input.loadBalancerId);
    return { version, servers: await loadDefaultServerViews(db, input.loadBalancerId) };
  });
}
