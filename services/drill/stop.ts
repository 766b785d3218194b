import type { DrillView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { drillNotFound } from './internal.ts';
import { getDrillView } from './view.ts';

/** Ends a drill before its time; of one that has ended nothing changes. A locked instance too may be relieved of it. */
export async function stopDrill(context: Context, input: { id: string }): Promise<DrillView> {
  const { id } = input;
  return write(context, { in: place.drill(id), needs: 'operator' }, async (tx) => {
    const before = await tx.failoverDrill.findUnique({ where: { id }, include: { group: { select: { regionId: true } } } });
    if (!before) {
      throw drillNotFound(id);
    }
    const { group, ...drill } = before;
    await tx.$executeRaw`
      UPDATE failover_drill SET stopped_at = clock_timestamp(), stopped_by = ${context.actor.name}
      WHERE id = ${id} AND stopped_at IS NULL AND ends_at > clock_timestamp()`;
    return {
      answer: await getDrillView(tx, id),
      audit: {
        action: 'failover-drill:stopped',
        resourceType: 'failover-drill',
        resourceId: id,
        regionId: group.regionId,
        before: drill,
        after: await tx.failoverDrill.findUniqueOrThrow({ where: { id } }),
      },
    };
  });
}
