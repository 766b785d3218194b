import { DomainError } from '#domain/domain-error.ts';
import type { Role } from '#domain/role.ts';
import type { GrantView } from '#domain/view.ts';
import type { AuditRecord } from '../audit.ts';
import type { Where } from '../place.ts';
import type { Database } from '../read.ts';
import { loadGrantViews } from './view.ts';

export function grantNotFound(id: string): DomainError {
  return new DomainError('GrantNotFound', `There is no grant "${id}".`);
}

/** Who administers a region grants what ends there; what holds in all regions, administrators alone. */
export function needOfGrant(where: Where): Role {
  return typeof where === 'object' ? 'region-admin' : 'administrator';
}

/** Alone with it: two who change one grant queue here. */
export async function lockGrant(tx: Database, id: string): Promise<GrantView> {
  await tx.$executeRaw`SELECT 1 FROM access_grant WHERE id = ${id} FOR UPDATE`;
  return getGrantView(tx, id);
}

export async function getGrantView(db: Database, id: string): Promise<GrantView> {
  const [view] = await loadGrantViews(db, [id]);
  if (!view) {
    throw grantNotFound(id);
  }
  return view;
}

/** What the audit log keeps of a grant: also in words, since users and teams may be gone when it is read. */
export function grantDocument({ user, team, regionId, role }: GrantView) {
  return {
    ...(user ? { userId: user.id, user: user.email } : {}),
    ...(team ? { teamId: team.id, team: team.name } : {}),
    regionId,
    role,
  };
}

export function grantAudit(
  action: string,
  { id, regionId }: GrantView,
  { before, after }: { before: GrantView | null; after: GrantView | null },
): AuditRecord {
  return {
    action,
    resourceType: 'grant',
    resourceId: id,
    regionId,
    before: before && grantDocument(before),
    after: after && grantDocument(after),
  };
}
