import { DomainError } from '#domain/domain-error.ts';
import { protocolIssues, SCHEDULER_FAMILY_IS_FIXED, targetIssues, UpdateListenerInput } from '#domain/listener.ts';
import { isHashScheduler } from '#domain/scheduling.ts';
import type { ListenerView } from '#domain/view.ts';
import type { Listener } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { requireLoadBalancer } from '../load-balancer/internal.ts';
import { parseBody } from '../parse-body.ts';
import { requireAccessControlLists, selectAccessControlLists } from './access-control.ts';
import { changeListener } from './change.ts';
import { optionColumns, targetColumns } from './columns.ts';
import { requireTarget } from './require-target.ts';

/** Protocol and port are fixed; what is absent stays as it is (console 5.2). */
export async function updateListener(context: Context, input: { id: string; changes: unknown }): Promise<ListenerView> {
  const changes = parseBody(UpdateListenerInput, input.changes);
  const { name, target, healthCheck, accessControl, ...options } = changes;
  return changeListener(context, input.id, 'listener:updated', async (tx, before) => {
    if (target) {
      await requireTarget(tx, before.loadBalancerId, target, before);
    }
    requireFitting(before, changes);
    if (accessControl) {
      await requireAccessControlLists(tx, await requireLoadBalancer(tx, before.loadBalancerId), accessControl);
    }
    await tx.listener.update({
      where: { id: before.id },
      data: {
        name,
        ...targetColumns(target),
        ...optionColumns(options),
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

/** Rules that concern the listener as it is together with what is changed. */
function requireFitting(before: Listener, changes: UpdateListenerInput): void {
  if (changes.scheduler && isHashScheduler(changes.scheduler) !== isHashScheduler(before.scheduler)) {
    throw new DomainError('InvalidParameter.Scheduler', SCHEDULER_FAMILY_IS_FIXED, { path: 'scheduler' });
  }
  const target = changes.target ?? { kind: kindOf(before) };
  const broken = [...protocolIssues(before.protocol, changes), ...targetIssues(target, withoutStored(before, changes))];
  const issues = broken.map(({ path, message }) => ({ path: path.join('.'), code: 'InvalidParameter' as const, message }));
  const [first] = issues;
  if (first) {
    throw new DomainError(first.code, first.message, { issues });
  }
}

function kindOf(listener: Listener) {
  if (listener.activeStandbyGroupId !== null) {
    return 'active-standby-group';
  }
  return listener.vserverGroupId === null ? 'default' : 'vserver-group';
}

/** Options of failover outlive a change of target (docs/decisions/0007): sending back what is stored is no wish. */
function withoutStored(before: Listener, { retryOnStandby, failback, onFailover, standbyReadinessCheck }: UpdateListenerInput) {
  return {
    retryOnStandby: retryOnStandby === before.retryOnStandby ? undefined : retryOnStandby,
    failback: failback?.mode === before.failbackMode ? undefined : failback,
    onFailover: onFailover?.mode === before.onFailoverMode ? undefined : onFailover,
    standbyReadinessCheck: standbyReadinessCheck === before.standbyReadinessCheck ? undefined : standbyReadinessCheck,
  };
}
