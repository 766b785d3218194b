import { DomainError } from '#domain/domain-error.ts';
import { isAtLeast, type Role } from '#domain/role.ts';
import type { Place, Where } from '../place.ts';
import type { Database } from '../read.ts';
import type { Access } from './access.ts';

/** The role that a verb takes; null: being signed in is enough. */
export type Need = Role | null;

/**
 * Finds where a verb would act, and lets it go on only if the actor has the role that it needs there. What the actor
 * may not see is answered like what is not there; of what may be seen, the missing role is named.
 */
export async function authorize(db: Database, access: Access, place: Place, needs: Need): Promise<Where> {
  const where = await place.locate(db);
  if (where === null || (typeof where === 'object' && access.roleIn(where.regionId) === null)) {
    throw place.notFound();
  }
  if (needs !== null && !isAtLeast(roleAt(access, where), needs)) {
    throw missingRole(needs, where);
  }
  return where;
}

function roleAt(access: Access, where: Where): Role | null {
  return typeof where === 'object' ? access.roleIn(where.regionId) : access.roleEverywhere;
}

export function missingRole(role: Role, where: Where): DomainError {
  const regionId = typeof where === 'object' ? where.regionId : null;
  const sentence =
    regionId === null ? `This takes the role ${role} in all regions.` : `This takes the role ${role} in the region "${regionId}".`;
  return new DomainError('MissingRole', sentence, { missing: { role, regionId } });
}
