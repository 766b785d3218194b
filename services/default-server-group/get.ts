import type { DefaultServerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { requireLoadBalancer } from '../load-balancer/internal.ts';
import { read } from '../read.ts';
import { loadDefaultServerViews } from './view.ts';

/** By name. An instance has at most 200 servers, so there are no pages. */
export async function getDefaultServers(context: Context, input: { loadBalancerId: string }): Promise<DefaultServerView[]> {
  return read(context, async (db) => {
    await requireLoadBalancer(db, input.loadBalancerId);
    return loadDefaultServerViews(db, input.loadBalancerId);
  });
}
