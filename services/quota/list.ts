import { parseInput } from '#domain/domain-error.ts';
import { ListQuotasQuery, QUOTAS, QuotaName } from '#domain/quota.ts';
import type { QuotaView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { USAGE } from './usage.ts';

/** All quotas of a region, in their order. */
export async function listQuotas(context: Context, input: unknown): Promise<QuotaView[]> {
  const { regionId } = parseInput(ListQuotasQuery, input);
  return read(context, { in: place.region(regionId), needs: 'viewer' }, async (db) => {
    const rows = await db.quota.findMany({ where: { regionId } });
    const views: QuotaView[] = [];
    // One after the other: a transaction has one connection.
    for (const name of QuotaName.options) {
      const { default: defaultValue, max } = QUOTAS[name];
      const value = rows.find((row) => row.name === name)?.value ?? defaultValue;
      views.push({ name, value, defaultValue, max, ...(await USAGE[name](db, regionId)) });
    }
    return views;
  });
}
