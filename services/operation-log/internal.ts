import { DomainError } from '#domain/domain-error.ts';
import type { OperationLogFilters } from '#domain/operation-log.ts';
import { type Place, place } from '../place.ts';
import type { ReadOptions } from '../read.ts';

/** A region, for whoever may see it; else everybody, who then sees what is theirs to see. */
export function logPlace({ regionId, scope, from, to }: OperationLogFilters): ReadOptions {
  if (regionId !== undefined && scope !== undefined) {
    throw new DomainError('InvalidParameter', 'Ask for a region or for what belongs to none.', { path: 'scope' });
  }
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    throw new DomainError('InvalidParameter', '"from" must be before "to", which is now unless it is given.', { path: 'from' });
  }
  return regionId === undefined ? { in: place.anywhere, needs: null } : { in: place.region(regionId), needs: 'viewer' };
}

/** For what is only told: nobody's change has to wait for it. */
export function unlocked(where: Place): Place {
  return { ...where, lock: async () => undefined };
}

export function entryNotFound(id: string): DomainError {
  return new DomainError('LogEntryNotFound', `There is no entry "${id}" in the operation log (any more).`);
}
