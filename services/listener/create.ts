import { CreateListenerInput, defaultListenerName } from '#domain/listener.ts';
import type { ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import { parseBody } from '../parse-body.ts';
import { lockRegion } from '../region-lock.ts';
import { write } from '../write.ts';
import { requireAccessControlLists, selectAccessControlLists } from './access-control.ts';
import { failoverColumns } from './failover-columns.ts';
import { getListenerView, listenerForAudit, requireTarget } from './internal.ts';

export async function createListener(context: Context, input: { loadBalancerId: string; listener: unknown }): Promise<ListenerView> {
  const { loadBalancerId } = input;
  const wanted = parseBody(CreateListenerInput, input.listener);
  const options = {
    lock: lockRegion.ofLoadBalancer(loadBalancerId),
    idempotent: { operation: `listener:create ${loadBalancerId}`, input: wanted },
  };
  return write(context, options, async (tx) => {
    const loadBalancer = await requireWritableLoadBalancer(tx, loadBalancerId);
    await requireTarget(tx, loadBalancerId, wanted.target);
    if (wanted.accessControl) {
      await requireAccessControlLists(tx, loadBalancer, wanted.accessControl);
    }
    const { id } = await tx.listener.create({
      data: {
        loadBalancerId,
        protocol: wanted.protocol,
        port: wanted.port,
        name: wanted.name ?? defaultListenerName(wanted),
        enabled: wanted.start,
        activeStandbyGroupId: wanted.target.id,
        idleTimeoutSeconds: wanted.idleTimeoutSeconds,
        ...failoverColumns(wanted),
        accessControlMode: wanted.accessControl?.mode ?? null,
      },
    });
    await tx.healthCheck.create({ data: { ...wanted.healthCheck, listenerId: id } });
    await selectAccessControlLists(tx, id, wanted.accessControl);
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
