import type { CredentialKind, CredentialScope } from '#domain/credential.ts';
import { DomainError } from '#domain/domain-error.ts';
import { Prisma } from '#prisma/client.ts';
import type { AuditRecord } from '../audit.ts';
import type { Actor } from '../context.ts';
import type { Database } from '../read.ts';

export interface CredentialRow {
  id: string;
  kind: CredentialKind;
  name: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date | null;
  isExpired: boolean;
  lastUsedAt: Date | null;
  lastUsedAddress: string | null;
  scopes: CredentialScope[];
}

/** Newest first, of one user: all of them, or one. Nothing that proves a credential is read. */
export function loadCredentials(db: Database, { userId, id }: { userId: string; id?: string }): Promise<CredentialRow[]> {
  return db.$queryRaw<CredentialRow[]>`
    SELECT c.id, c.kind::text AS kind, c.name, c.user_id AS "userId", c.created_at AS "createdAt", c.expires_at AS "expiresAt",
      coalesce(c.expires_at <= now(), false) AS "isExpired", c.last_used_at AS "lastUsedAt", c.last_used_address AS "lastUsedAddress",
      coalesce((SELECT json_agg(json_build_object('regionId', s.region_id, 'role', s.role) ORDER BY s.region_id NULLS FIRST)
        FROM credential_scope s WHERE s.credential_id = c.id), '[]') AS scopes
    FROM credential c WHERE c.user_id = ${userId} ${id === undefined ? Prisma.empty : Prisma.sql`AND c.id = ${id}`}
    ORDER BY c.created_at DESC, c.id`;
}

export async function getCredential(db: Database, credential: { userId: string; id: string }): Promise<CredentialRow> {
  const [row] = await loadCredentials(db, credential);
  if (!row) {
    throw credentialNotFound(credential.id);
  }
  return row;
}

export function credentialNotFound(id: string): DomainError {
  return new DomainError('CredentialNotFound', `There is no API token or access key "${id}".`);
}

/** Whose own credentials a request is about. */
export function ownerOf(actor: Actor): string {
  if (actor.id === null) {
    throw new DomainError('SessionRequired', 'Only users have API tokens and access keys.');
  }
  return actor.id;
}

/** For the operation log: who may what by it until when, and nothing that proves it. */
export function credentialAudit(action: string, { before, after }: { before?: CredentialRow; after?: CredentialRow }): AuditRecord {
  const resourceId = (after ?? before)?.id ?? '';
  return { action, resourceType: 'credential', resourceId, regionId: null, before: told(before), after: told(after) };
}

function told(row: CredentialRow | undefined): object | null {
  return row ? { kind: row.kind, name: row.name, userId: row.userId, scopes: row.scopes, expiresAt: row.expiresAt } : null;
}
