import { DomainError } from '#domain/domain-error.ts';

export function groupNotFound(id: string): DomainError {
  return new DomainError('InvalidMasterSlaveServerGroupId.NotFound', `There is no active/standby server group "${id}".`);
}
