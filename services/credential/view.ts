import { lowest } from '#domain/role.ts';
import type { CredentialView } from '#domain/view.ts';
import type { Access } from '../permission/access.ts';
import type { CredentialRow } from './internal.ts';

/** `access`: what the owner of the credential may now. */
export function toCredentialView(row: CredentialRow, access: Access): CredentialView {
  const { id, kind, name, isExpired, lastUsedAddress } = row;
  return {
    id,
    kind,
    name,
    scopes: row.scopes.map(({ regionId, role }) => ({
      regionId,
      role,
      effectiveRole: lowest(role, regionId === null ? access.roleEverywhere : access.roleIn(regionId)),
    })),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    isExpired,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    lastUsedAddress,
  };
}
