import type { ProbeView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { probeNotFound } from './internal.ts';
import { toProbeView } from './view.ts';

export async function getProbe(context: Context, input: { id: string }): Promise<ProbeView> {
  return read(context, { in: place.probe(input.id), needs: 'viewer' }, async (db) => {
    const row = await db.probeRequest.findUnique({ where: { id: input.id } });
    if (!row) {
      throw probeNotFound(input.id);
    }
    const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    return toProbeView(row, clock?.now ?? new Date());
  });
}
