import { DomainError } from '#domain/domain-error.ts';
import type { ProbeView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { toProbeView } from './view.ts';

export async function getProbe(context: Context, input: { id: string }): Promise<ProbeView> {
  return read(context, async (db) => {
    const row = await db.probeRequest.findUnique({ where: { id: input.id } });
    if (!row) {
      throw new DomainError('NotFound', `There is no check "${input.id}" (any more): answers are kept for a day.`);
    }
    const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    return toProbeView(row, clock?.now ?? new Date());
  });
}
