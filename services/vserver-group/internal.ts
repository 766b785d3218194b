import { DomainError } from '#domain/domain-error.ts';
import type { Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';

/** Members by id, so that two records of one group are alike when its members are. */
const include = { members: { orderBy: { id: 'asc' } } } satisfies Prisma.VServerGroupInclude;

export type GroupWithMembers = Prisma.VServerGroupGetPayload<{ include: typeof include }>;

export async function requireGroup(db: Database, id: string): Promise<GroupWithMembers> {
  const group = await db.vServerGroup.findUnique({ where: { id }, include });
  if (!group) {
    throw groupNotFound(id);
  }
  return group;
}

export function groupNotFound(id: string): DomainError {
  return new DomainError('InvalidVServerGroupId.NotFound', `There is no VServer group "${id}".`);
}
