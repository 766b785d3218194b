import { SwitchActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { changeGroup } from './change.ts';

/**
 * Sends the traffic of all listeners of a group to one member by hand. A switch is an order of its own each time it is
 * given, so that one to the active ends a manual failback even when the last switch said the same.
 */
export async function switchActiveStandbyGroup(context: Context, input: { id: string; order: unknown }): Promise<ActiveStandbyGroupView> {
  const { to, reason } = parseBody(SwitchActiveStandbyGroupInput, input.order);
  return changeGroup(context, input.id, 'active-standby-group:switched', async (tx, before) => {
    // Workers tell one switch from the next by its time, also when two come within a millisecond or the clock goes back.
    const notBefore = (before.switchedAt?.getTime() ?? 0) + 1;
    await tx.activeStandbyGroup.update({
      where: { id: before.id },
      data: { switchTo: to, switchedAt: new Date(Math.max(Date.now(), notBefore)), switchReason: reason, switchedBy: context.actor.name },
    });
    return true;
  });
}
