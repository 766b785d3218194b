import type { ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { loadListenerViews } from '../listener/view.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';

export type ListenerHealthView = Pick<
  ListenerView,
  'id' | 'protocol' | 'port' | 'name' | 'status' | 'health' | 'serving' | 'redundancy' | 'members'
>;

/** Per listener, per server. */
export async function getHealth(context: Context, input: { id: string }): Promise<ListenerHealthView[]> {
  return read(context, { in: place.loadBalancer(input.id), needs: 'viewer' }, async (db) => {
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
