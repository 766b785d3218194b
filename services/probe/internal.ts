import { DomainError } from '#domain/domain-error.ts';

export function probeNotFound(id: string): DomainError {
  return new DomainError('NotFound', `There is no check "${id}" (any more): answers are kept for a day.`);
}
