import type { ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { loadListenerViews } from '../listener/view.ts';
import { read } from '../read.ts';
import { requireLoadBalancer } from './internal.ts';

export type ListenerHealthView = Pick<
  ListenerView,
  'id' | 'protocol' | 'port' | 'name' | 'status' | 'health' | 'serving' | 'redundancy' | 'members'
>;

/** Per listener, per server. */
export async function getHealth(context: Context, input: { id: string }): Promise<ListenerHealthView[]> {
  return read(context, async (db) => {
    await requireLoadBalancer(db, input.id);
    const listeners = await loadListenerViews(db, { loadBalancerId: input.id });
    return listeners.map(({ id, protocol, port, name, status, health, serving, redundancy, members }) => ({
      id,
      protocol,
      port,
      name,
      status,
      health,
      serving,
      redundancy,
      members,
    }));
  });
}
