import { DomainError } from '#domain/domain-error.ts';
import { isAtLeast, type Role } from '#domain/role.ts';
import type { Place, Where } from '../place.ts';
import type { Database } from '../read.ts';
import type { Access } from './access.ts';

/** The role that a verb takes, where that depends by what it finds there; null: being signed in is enough. */
export type Need = Role | null | ((where: Where) => Role);

/**
 * Finds where a verb would act, and lets it go on only if the actor has the role that it needs there. What the actor
 * may not see is answered like what is not there; of what may be seen, the missing role is named.
 */
export async function authorize(db: Database, access: Access, place: Place, needs: Need): Promise<Where> {
  const where = await place.locate(db);
  if (where === null) {
    throw place.notFound();
  }
  if (typeof where === 'object' && access.roleIn(where.regionId) === null) {
    throw hidden(place.notFound(), where.regionId);
  }
  const needed = typeof needs === 'function' ? needs(where) : needs;
  if (needed !== null && !isAtLeast(roleAt(access, where), needed)) {
    throw missingRole(needed, where);
  }
  return where;
}

/** Looks like what is not there to the actor, and like what it is to those who read the operation log. */
function hidden({ code, message, issues }: DomainError, regionId: string): DomainError {
  return new DomainError(code, message, { issues, hiddenIn: regionId });
}

function roleAt(access: Access, where: Where): Role | null {
  if (typeof where === 'object') {
    return access.roleIn(where.regionId);
  }
  return where === 'somewhere' ? access.roleSomewhere : access.roleEverywhere;
}

/** `path`: where the input asks for what takes the role. */
export function missingRole(role: Role, where: Where, path?: string): DomainError {
  const missing = { role, regionId: typeof where === 'object' ? where.regionId : null };
  if (missing.regionId !== null) {
    return new DomainError('MissingRole', `This takes the role ${role} in the region "${missing.regionId}".`, { path, missing });
  }
  const sentence = where === 'somewhere' ? `This takes the role ${role} in a region.` : `This takes the role ${role} in all regions.`;
  return new DomainError('MissingRole', sentence, { path, missing });
}
