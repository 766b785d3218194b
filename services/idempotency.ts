import { createHash } from 'node:crypto';
import { DomainError } from '#domain/domain-error.ts';
import { IDEMPOTENCY_KEY_LENGTH_MAX } from '#domain/limits.ts';
import type { Prisma } from '#prisma/client.ts';
import { toJson } from './audit.ts';
import type { Context } from './context.ts';

const PRUNE_MAX = 100;

export interface IdempotentOperation {
  /** Verb and, when the path names one, the resource: the same key may not serve two of them. */
  operation: string;
  input: unknown;
}

/**
 * Runs `create` unless this actor's key has been used within 24 hours; then it returns the first answer.
 * A second request that comes while the first is under way waits on the unique key until that has
 * committed (and gets its answer) or failed (and takes its place).
 */
export async function once<T>(
  tx: Prisma.TransactionClient,
  context: Context,
  { operation, input }: IdempotentOperation,
  create: () => Promise<T>,
): Promise<T> {
  const key = context.idempotencyKey;
  if (key === undefined) {
    return create();
  }
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
    throw new DomainError('InvalidParameter', `Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} printable ASCII characters.`, {
      path: 'Idempotency-Key',
    });
  }
  const actorId = context.actor.id ?? context.actor.type;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([operation, input]))
    .digest('hex');
  await prune(tx);
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_key AS k (actor_id, key, fingerprint, answer, created_at)
    VALUES (${actorId}, ${key}, ${fingerprint}, 'null', clock_timestamp())
    ON CONFLICT (actor_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, answer = 'null', created_at = excluded.created_at
    WHERE k.created_at < clock_timestamp() - interval '24 hours'`;
  if (claimed === 0) {
    const earlier = await tx.idempotencyKey.findUniqueOrThrow({ where: { actorId_key: { actorId, key } } });
    if (earlier.fingerprint !== fingerprint) {
      throw new DomainError('IdempotentParameterMismatch', 'This Idempotency-Key was used with another input.', {
        path: 'Idempotency-Key',
      });
    }
    return earlier.answer as T;
  }
  const answer = await create();
  await tx.idempotencyKey.update({ where: { actorId_key: { actorId, key } }, data: { answer: toJson(answer) } });
  return answer;
}

/** Bounded, and never waits for another transaction that prunes too. */
async function prune(tx: Prisma.TransactionClient): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM idempotency_key WHERE (actor_id, key) IN (
      SELECT actor_id, key FROM idempotency_key WHERE created_at < now() - interval '24 hours'
      ORDER BY created_at LIMIT ${PRUNE_MAX} FOR UPDATE SKIP LOCKED)`;
}
