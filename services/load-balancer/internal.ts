import { DomainError } from '#domain/domain-error.ts';
import type { ModificationProtection } from '#domain/load-balancer.ts';
import type { LoadBalancer } from '#prisma/client.ts';
import type { Database } from '../read.ts';

export function loadBalancerNotFound(id: string): DomainError {
  return new DomainError('InvalidLoadBalancerId.NotFound', `There is no instance "${id}".`);
}

export async function requireLoadBalancer(db: Database, id: string): Promise<LoadBalancer> {
  const row = await db.loadBalancer.findUnique({ where: { id } });
  if (!row) {
    throw loadBalancerNotFound(id);
  }
  return row;
}

/** Every write to an instance or to what belongs to it passes here: a locked one takes no operation (console 2.2). */
export async function requireWritableLoadBalancer(db: Database, id: string): Promise<LoadBalancer> {
  const row = await requireLoadBalancer(db, id);
  if (row.status === 'locked') {
    const why = row.lockReason === null ? '' : `: ${row.lockReason}`;
    throw new DomainError('InstanceLocked', `The instance "${row.name}" is locked by ${row.lockedBy ?? 'the administrator'}${why}.`);
  }
  return row;
}

/** Not while deletion protection is on (console 4.2). */
export async function requireReleasableLoadBalancer(db: Database, id: string): Promise<LoadBalancer> {
  const row = await requireWritableLoadBalancer(db, id);
  if (row.deletionProtection) {
    throw new DomainError(
      'OperationDenied.DeleteProtectionIsOn',
      `Deletion protection of the instance "${row.name}" is on. Switch it off first, then release the instance.`,
    );
  }
  return row;
}

export function protectionColumns({ status, reason }: ModificationProtection) {
  return { modificationProtection: status, modificationProtectionReason: reason };
}
