import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListQuotaRequestsQuery } from '#domain/quota.ts';
import type { QuotaRequestView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { toQuotaRequestView } from './view.ts';

/** Newest first. */
export async function listQuotaRequests(context: Context, input: unknown): Promise<Page<QuotaRequestView>> {
  const { regionId, name, pageNumber, pageSize } = parseInput(ListQuotaRequestsQuery, input);
  const where = { regionId, name };
  return read(context, { in: place.region(regionId), needs: 'viewer' }, async (db) => {
    const totalCount = await db.quotaRequest.count({ where });
    const rows = await db.quotaRequest.findMany({
      where,
      orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
      skip: offsetOf({ pageNumber, pageSize }),
      take: pageSize,
    });
    return { items: rows.map(toQuotaRequestView), totalCount, pageNumber, pageSize };
  });
}
