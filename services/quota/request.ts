import { DomainError } from '#domain/domain-error.ts';
import { QUOTA_REQUESTS_KEPT_PER_REGION } from '#domain/limits.ts';
import { CreateQuotaRequestInput, QUOTA_MUST_RISE, QUOTAS } from '#domain/quota.ts';
import type { QuotaRequestView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { type WriteOptions, write } from '../write.ts';
import { toQuotaRequestView } from './view.ts';

/** Decided at once: approved and in force, or rejected because nothing is known to work above the hard bound (console 16.2). */
export async function createQuotaRequest(context: Context, input: unknown): Promise<QuotaRequestView> {
  const wanted = parseBody(CreateQuotaRequestInput, input);
  const { regionId, name, value } = wanted;
  const options: WriteOptions = {
    in: place.region(regionId),
    needs: 'region-admin',
    idempotent: { operation: 'quota-request:create', input: wanted },
  };
  return write(context, options, async (tx) => {
    const quota = QUOTAS[name];
    const key = { regionId_name: { regionId, name } };
    const fromValue = (await tx.quota.findUnique({ where: key }))?.value ?? quota.default;
    if (value <= fromValue) {
      throw new DomainError('InvalidParameter', QUOTA_MUST_RISE, { path: 'value' });
    }
    const isRejected = value > quota.max;
    if (!isRejected) {
      await tx.quota.upsert({ where: key, create: { regionId, name, value }, update: { value } });
    }
    const after = await tx.quotaRequest.create({
      data: {
        regionId,
        name,
        fromValue,
        toValue: value,
        reason: wanted.reason,
        email: wanted.email,
        rejectedAbove: isRejected ? quota.max : null,
        requestedBy: context.actor.name,
      },
    });
    await forgetOldest(tx, regionId);
    return {
      answer: toQuotaRequestView(after),
      audit: { action: 'quota-request:created', resourceType: 'quota-request', resourceId: after.id, regionId, before: null, after },
    };
  });
}

async function forgetOldest(tx: Database, regionId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM quota_request WHERE id IN (
      SELECT id FROM quota_request WHERE region_id = ${regionId} ORDER BY requested_at DESC, id DESC OFFSET ${QUOTA_REQUESTS_KEPT_PER_REGION})`;
}
