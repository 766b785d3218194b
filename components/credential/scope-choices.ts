import type { CredentialScope } from '#domain/credential.ts';
import { isAtLeast, ROLES, type Role } from '#domain/role.ts';
import type { MeView } from '#domain/view.ts';

/** A place in which a credential can be given one of these roles. */
export interface ScopeChoice {
  regionId: string | null;
  roles: Role[];
}

/** Where this user has a role, and which ones they can pass on; all regions first. An administrator is one in all regions only. */
export function scopeChoices({ roleEverywhere, roles }: Pick<MeView, 'roleEverywhere' | 'roles'>): ScopeChoice[] {
  const everywhere = roleEverywhere === null ? [] : [{ regionId: null, roles: upTo(roleEverywhere) }];
  const regions = roles.map(({ regionId, role }) => ({ regionId, roles: upTo(role).filter((one) => one !== 'administrator') }));
  return [...everywhere, ...regions];
}

/** With one place's role chosen, or (null) taken out. */
export function withScope(scopes: readonly CredentialScope[], regionId: string | null, role: Role | null): CredentialScope[] {
  const others = scopes.filter((scope) => scope.regionId !== regionId);
  return role === null ? others : [...others, { regionId, role }];
}

function upTo(most: Role): Role[] {
  return ROLES.filter((role) => isAtLeast(most, role));
}
