import { DomainError } from '#domain/domain-error.ts';
import { StartDrillInput } from '#domain/drill.ts';
import { DRILLS_PER_GROUP_KEPT } from '#domain/limits.ts';
import type { DrillView } from '#domain/view.ts';
import type { ActiveStandbyGroup } from '#prisma/client.ts';
import { groupNotFound } from '../active-standby-group/internal.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { type WriteOptions, write } from '../write.ts';
import { getDrillView } from './view.ts';

/** Workers begin to pretend as soon as they have read it, and end on their own when the time is over. */
export async function startDrill(context: Context, input: { groupId: string; drill: unknown }): Promise<DrillView> {
  const { groupId } = input;
  const drill = parseBody(StartDrillInput, input.drill);
  const options: WriteOptions = {
    in: place.group(groupId),
    needs: 'operator',
    idempotent: { operation: `drill:start ${groupId}`, input: drill },
  };
  return write(context, options, async (tx) => {
    const group = await tx.activeStandbyGroup.findUnique({ where: { id: groupId } });
    if (!group) {
      throw groupNotFound(groupId);
    }
    await requireRunning(tx, group);
    const id = await insertDrill(tx, group, { ...drill, startedBy: context.actor.name });
    await dropOldest(tx, groupId);
    return {
      answer: await getDrillView(tx, id),
      audit: {
        action: 'failover-drill:created',
        resourceType: 'failover-drill',
        resourceId: id,
        regionId: group.regionId,
        before: null,
        after: await tx.failoverDrill.findUniqueOrThrow({ where: { id } }),
      },
    };
  });
}

async function requireRunning(tx: Database, { id, loadBalancerId }: ActiveStandbyGroup): Promise<void> {
  const { name, status } = await requireWritableLoadBalancer(tx, loadBalancerId);
  if (status !== 'active') {
    throw new DomainError('NothingToDrill', `The instance "${name}" is stopped, so that nothing can fail over.`);
  }
  if ((await tx.listener.count({ where: { activeStandbyGroupId: id, enabled: true } })) === 0) {
    throw new DomainError('NothingToDrill', 'No listener of this group is started, so that nothing can fail over.');
  }
}

/** Begin and end are of the same clock, to the millisecond; a trigger refuses a second one beside it (DrillRunning). */
async function insertDrill(
  tx: Database,
  group: ActiveStandbyGroup,
  { seconds, reason, startedBy }: StartDrillInput & { startedBy: string },
): Promise<string> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO failover_drill (group_id, load_balancer_id, seconds, reason, started_by, started_at, ends_at)
    SELECT ${group.id}, ${group.loadBalancerId}, ${seconds}::int, ${reason}, ${startedBy}, at, at + make_interval(secs => ${seconds}::int)
    FROM (SELECT date_trunc('milliseconds', clock_timestamp()) AS at) clock
    RETURNING id`;
  return row?.id ?? '';
}

async function dropOldest(tx: Database, groupId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM failover_drill WHERE id IN (
      SELECT id FROM failover_drill WHERE group_id = ${groupId} ORDER BY started_at DESC, id DESC OFFSET ${DRILLS_PER_GROUP_KEPT}::int)`;
}
