import { CreateListenerInput, defaultListenerName } from '#domain/listener.ts';
import type { ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { type WriteOptions, write } from '../write.ts';
import { requireAccessControlLists, selectAccessControlLists } from './access-control.ts';
import { optionColumns, targetColumns } from './columns.ts';
import { getListenerView, listenerForAudit } from './internal.ts';
import { requireTarget } from './require-target.ts';

export async function createListener(context: Context, input: { loadBalancerId: string; listener: unknown }): Promise<ListenerView> {
  const { loadBalancerId } = input;
  const wanted = parseBody(CreateListenerInput, input.listener);
  const { name = defaultListenerName(wanted), start, target, healthCheck, accessControl, protocol, port, ...options } = wanted;
  const writing: WriteOptions = {
    in: place.loadBalancer(loadBalancerId),
    needs: 'operator',
    idempotent: { operation: `listener:create ${loadBalancerId}`, input: wanted },
  };
  return write(context, writing, async (tx) => {
    const loadBalancer = await requireWritableLoadBalancer(tx, loadBalancerId);
    await requireTarget(tx, loadBalancerId, target);
    if (accessControl) {
      await requireAccessControlLists(tx, loadBalancer, accessControl);
    }
    const { id } = await tx.listener.create({
      data: {
        loadBalancerId,
        protocol,
        port,
        name,
        enabled: start,
        ...targetColumns(target),
        ...optionColumns(options),
        accessControlMode: accessControl?.mode ?? null,
      },
    });
    await tx.healthCheck.create({ data: { ...healthCheck, listenerId: id } });
    await selectAccessControlLists(tx, id, accessControl);
    return {
      answer: await getListenerView(tx, id),
      audit: {
        action: 'listener:created',
        resourceType: 'listener',
        resourceId: id,
        regionId: loadBalancer.regionId,
        before: null,
        after: await listenerForAudit(tx, id),
      },
    };
  });
}
