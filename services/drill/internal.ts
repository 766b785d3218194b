import { DomainError } from '#domain/domain-error.ts';

export function drillNotFound(id: string): DomainError {
  return new DomainError('DrillNotFound', `There is no failover drill "${id}".`);
}
