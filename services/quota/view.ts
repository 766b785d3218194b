import { QuotaName } from '#domain/quota.ts';
import type { QuotaRequestView } from '#domain/view.ts';
import type { QuotaRequest } from '#prisma/client.ts';

export function toQuotaRequestView(row: QuotaRequest): QuotaRequestView {
  return {
    id: row.id,
    regionId: row.regionId,
    name: QuotaName.parse(row.name),
    at: row.requestedAt.toISOString(),
    by: row.requestedBy,
    from: row.fromValue,
    to: row.toValue,
    reason: row.reason,
    email: row.email,
    result: row.rejectedAbove === null ? 'approved' : 'rejected',
    rejectedAbove: row.rejectedAbove,
  };
}
