import { DomainError } from '#domain/domain-error.ts';
import type { ResourceType } from '#domain/history.ts';

export function versionNotFound(type: ResourceType, id: string): DomainError {
  return new DomainError('InvalidVersion.NotFound', `There is no version of the ${type} "${id}".`);
}
