import { setTimeout as delay } from 'node:timers/promises';
import type { Prisma } from '#prisma/client.ts';
import { type AuditRecord, isChange, writeAudit } from './audit.ts';
import type { ConstraintRules } from './constraint-rules.ts';
import type { Context } from './context.ts';
import { databaseEndpoints } from './database-endpoints.ts';
import { isRetryable, toDomainError } from './database-error.ts';
import { requireVersion } from './history/require-version.ts';
import { type IdempotentOperation, once } from './idempotency.ts';
import { Rehearsed, rehearse } from './impact/rehearse.ts';
import { type Access, loadAccess } from './permission/access.ts';
import { authorize, type Need } from './permission/authorize.ts';
import { type Proof, requireProof } from './permission/proof.ts';
import type { Place } from './place.ts';
import { passWriteGate } from './write-gate.ts';

export interface Change<T> {
  answer: T;
  /** Null when there was nothing to change. A record whose before and after are alike leaves no entry either. */
  audit: AuditRecord | null;
}

export interface WriteOptions {
  /** Where it happens, and the role that it takes there. */
  in: Place;
  needs: Need;
  /** For what is dangerous: a session whose user has proved who they are in the last minutes. */
  proof?: Proof;
  /** For creates: what an Idempotency-Key stands for. */
  idempotent?: IdempotentOperation;
  /** Where a constraint means something else to this verb than to most. */
  constraints?: ConstraintRules;
  /** How long the transaction may take, ms; for what is many changes in one. */
  timeoutMs?: number;
}

const TRIES_MAX = 4;
/** Long enough for a burst of writers to pass through one region, short enough for a person to wait. */
const WAIT_MAX_MS = 10_000;

/**
 * One user action: one transaction that judges whether the actor may, holds the region's lock, makes the change and
 * writes its audit entry. It happens whole or not at all; only serialization failures and deadlocks are tried again. A rehearsal
 * always ends with `Rehearsed`, and nothing has happened.
 */
export async function write<T>(
  context: Context,
  options: WriteOptions,
  change: (tx: Prisma.TransactionClient, access: Access) => Promise<Change<T>>,
): Promise<T> {
  if (context.transaction) {
    return join(context, context.transaction, options, change);
  }
  const { timeoutMs = 2 * WAIT_MAX_MS } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await passWriteGate(WAIT_MAX_MS, () =>
        context.prisma.$transaction((tx) => runChange(tx, context, options, change), { maxWait: WAIT_MAX_MS, timeout: timeoutMs }),
      );
    } catch (error) {
      if (error instanceof Rehearsed) {
        throw error;
      }
      if (attempt >= TRIES_MAX || !isRetryable(error)) {
        throw toDomainError(error, options.constraints);
      }
      await delay(Math.random() * 20 * 2 ** attempt);
    }
  }
}

/** As a part of a transaction that somebody else began, and will end. */
async function join<T>(
  context: Context,
  { tx, access, onAudit }: NonNullable<Context['transaction']>,
  options: WriteOptions,
  change: (tx: Prisma.TransactionClient, access: Access) => Promise<Change<T>>,
): Promise<T> {
  try {
    await enter(tx, access, options);
    const { answer, audit } = await change(tx, access);
    if (audit && isChange(audit)) {
      await note(tx, context, audit);
      onAudit(audit);
    }
    return answer;
  } catch (error) {
    throw toDomainError(error, options.constraints);
  }
}

async function runChange<T>(
  tx: Prisma.TransactionClient,
  context: Context,
  options: WriteOptions,
  change: (tx: Prisma.TransactionClient, access: Access) => Promise<Change<T>>,
): Promise<T> {
  const { type, name } = context.actor;
  // The versions that triggers keep say who made them; others keep servers away from the database.
  await tx.$executeRaw`SELECT set_config('lock_timeout', ${`${WAIT_MAX_MS}ms`}, true),
    set_config('openslb.actor', ${name}, true), set_config('openslb.actor_type', ${type}, true),
    set_config('openslb.database_endpoints', ${databaseEndpoints()}, true)`;
  const access = await loadAccess(tx, context.actor);
  await enter(tx, access, options);
  if (!context.isRehearsal) {
    requireProof(context, options.proof);
  }
  await requireVersion(tx, context, options.in.of);
  const act = async () => {
    const { answer, audit } = await change(tx, access);
    if (audit && isChange(audit)) {
      await note(tx, context, audit);
    }
    return answer;
  };
  if (context.isRehearsal) {
    throw new Rehearsed(await rehearse(tx, options.in.of ?? null, act));
  }
  return options.idempotent ? once(tx, context, options.idempotent, act) : act();
}

/** Of a rehearsal nothing is to be told; its checks would hold the end of the log, which every other writer needs to commit. */
async function note(tx: Prisma.TransactionClient, context: Context, audit: AuditRecord): Promise<void> {
  if (!context.isRehearsal) {
    await writeAudit(tx, context, audit);
  }
}

/** Judged before anything is locked: who may not write cannot keep others waiting. */
async function enter(tx: Prisma.TransactionClient, access: Access, { in: place, needs }: WriteOptions): Promise<void> {
  const where = await authorize(tx, access, place, needs);
  if (place.lock) {
    await place.lock(tx);
  } else if (typeof where === 'object') {
    await tx.$executeRaw`SELECT openslb_lock_region(${where.regionId})`;
  }
}
