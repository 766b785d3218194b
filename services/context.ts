import type { Prisma, PrismaClient } from '#prisma/client.ts';
import type { AuditRecord } from './audit.ts';

/** On whose behalf a verb acts; stands in every audit entry. */
export interface Actor {
  /** `operator`: at the command line of the machine. */
  type: 'user' | 'system' | 'operator';
  id: string | null;
  name: string;
}

export interface Context {
  prisma: PrismaClient;
  actor: Actor;
  requestId: string;
  clientAddress?: string;
  /** Makes a create that is sent twice happen once. */
  idempotencyKey?: string;
  /** Versions that the resource of a write may have, any of them by "*"; absent: its version does not matter. */
  ifMatch?: readonly number[] | '*';
  /** What verbs are parts of, when several happen together or not at all. */
  transaction?: { tx: Prisma.TransactionClient; onAudit: (record: AuditRecord) => void };
  /** Nothing is to be changed: a write ends with `Rehearsed`, which carries what it would do to open connections. */
  isRehearsal?: boolean;
}

export const SYSTEM_ACTOR: Actor = { type: 'system', id: null, name: 'OpenSLB' };
