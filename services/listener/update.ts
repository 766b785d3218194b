import { DomainError } from '#domain/domain-error.ts';
import { RETRY_IS_TCP_ONLY } from '#domain/failover.ts';
import { healthCheckFits, UDP_CHECK_IS_UDP_ONLY, UpdateListenerInput } from '#domain/listener.ts';
import type { ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { requireLoadBalancer } from '../load-balancer/internal.ts';
import { parseBody } from '../parse-body.ts';
import { requireAccessControlLists, selectAccessControlLists } from './access-control.ts';
import { changeListener } from './change.ts';
import { failoverColumns } from './failover-columns.ts';
import { requireTarget } from './internal.ts';

/** Protocol and port are fixed; what is absent stays as it is (console 5.2). */
export async function updateListener(context: Context, input: { id: string; changes: unknown }): Promise<ListenerView> {
  const { name, target, healthCheck, idleTimeoutSeconds, accessControl, ...failover } = parseBody(UpdateListenerInput, input.changes);
  return changeListener(context, input.id, 'listener:updated', async (tx, before) => {
    if (target) {
      await requireTarget(tx, before.loadBalancerId, target);
    }
    if (healthCheck && !healthCheckFits(before.protocol, healthCheck)) {
      throw new DomainError('InvalidParameter', UDP_CHECK_IS_UDP_ONLY, { path: 'healthCheck.type' });
    }
    if (failover.retryOnStandby && before.protocol === 'udp') {
      throw new DomainError('InvalidParameter', RETRY_IS_TCP_ONLY, { path: 'retryOnStandby' });
    }
    if (accessControl) {
      await requireAccessControlLists(tx, await requireLoadBalancer(tx, before.loadBalancerId), accessControl);
    }
    await tx.listener.update({
      where: { id: before.id },
      data: {
        name,
        activeStandbyGroupId: target?.id,
        idleTimeoutSeconds,
        ...failoverColumns(failover),
        accessControlMode: accessControl === null ? null : accessControl?.mode,
      },
    });
    if (accessControl !== undefined) {
      await selectAccessControlLists(tx, before.id, accessControl);
    }
    if (healthCheck) {
      await tx.healthCheck.update({ where: { listenerId: before.id }, data: healthCheck });
    }
    return true;
  });
}
