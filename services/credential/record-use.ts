import type { PrismaClient } from '#prisma/client.ts';
import { writeAudit } from '../audit.ts';
import type { Actor } from '../context.ts';
import { log } from '../log.ts';
import { processWide } from '../process-wide.ts';
import { Seldom } from '../seldom.ts';

const USE_MS = 60_000;
const REFUSAL_MS = 3600_000;
const CREDENTIALS_MAX = 10_000;

const seldom = (what: string, everyMs: number) => processWide(what, '', () => new Seldom({ everyMs, keysMax: CREDENTIALS_MAX }));

export interface Use {
  prisma: PrismaClient;
  credential: { id: string; name: string };
  user: { id: string; name: string };
  requestId: string;
  clientAddress?: string;
}

/** Writes when and from where a credential was used last, at most once a minute; no request waits for it. */
export function recordUse({ prisma, credential: { id }, clientAddress }: Use): void {
  if (seldom('credential-uses', USE_MS).passes(id)) {
    prisma.$executeRaw`
      UPDATE credential SET last_used_at = now(), last_used_address = ${clientAddress ?? null}
      WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`.catch((error: unknown) =>
      log('warn', 'credential:use-not-recorded', { credentialId: id, error }),
    );
  }
}

/** Tells the operation log of one that does not work any more, at most once an hour; no request waits for it. */
export function recordRefusal({ prisma, credential, user, requestId, clientAddress }: Use, reason: 'expired' | 'user-disabled'): void {
  if (seldom('credential-refusals', REFUSAL_MS).passes(credential.id)) {
    const actor: Actor = { type: 'user', ...user, credential };
    const record = { action: 'credential:refused', resourceType: 'credential', resourceId: credential.id, regionId: null };
    writeAudit(prisma, { actor, requestId, clientAddress }, { ...record, before: null, after: { reason } }).catch((error: unknown) =>
      log('warn', 'credential:refusal-not-recorded', { credentialId: credential.id, error }),
    );
  }
}
