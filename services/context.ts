import type { Prisma, PrismaClient } from '#prisma/client.ts';
import type { AuditRecord } from './audit.ts';
import type { Access } from './permission/access.ts';

/** On whose behalf a verb acts; stands in every audit entry. */
export interface Actor {
  /** `operator`: at the command line of the machine. */
  type: 'user' | 'system' | 'operator';
  id: string | null;
  name: string;
  /** The API token or access key that is used; absent: a session, or no user. */
  credential?: { id: string; name: string };
}

/** Of the cookie by which a request came. */
export interface ActorSession {
  id: string;
  /** When the user last proved who they are. */
  authenticatedAt: Date;
}

export interface Context {
  prisma: PrismaClient;
  actor: Actor;
  /** Absent: a credential, the command line, or the product itself. */
  session?: ActorSession;
  requestId: string;
  clientAddress?: string;
  /** Makes a create that is sent twice happen once. */
  idempotencyKey?: string;
  /** Versions that the resource of a write may have, any of them by "*"; absent: its version does not matter. */
  ifMatch?: readonly number[] | '*';
  /** What verbs are parts of, when several happen together or not at all. */
  transaction?: { tx: Prisma.TransactionClient; access: Access; onAudit: (record: AuditRecord) => void };
  /** Nothing is to be changed: a write ends with `Rehearsed`, which carries what it would do to open connections. */
  isRehearsal?: boolean;
}

export const SYSTEM_ACTOR: Actor = { type: 'system', id: null, name: 'OpenSLB' };
