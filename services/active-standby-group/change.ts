import type { ActiveStandbyGroupView } from '#domain/view.ts';
import type { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import type { Access } from '../permission/access.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { write } from '../write.ts';
import { groupNotFound } from './internal.ts';
import { getGroupView } from './view.ts';

const include = { members: { orderBy: { role: 'asc' } } } satisfies Prisma.ActiveStandbyGroupInclude;

export type GroupWithMembers = Prisma.ActiveStandbyGroupGetPayload<{ include: typeof include }>;

/** Changes one group; `change` answers whether there was anything to do, and if not, no audit entry is left. */
export async function changeGroup(
  context: Context,
  id: string,
  action: string,
  change: (tx: Database, before: GroupWithMembers, access: Access) => Promise<boolean>,
): Promise<ActiveStandbyGroupView> {
  return write(context, { in: place.group(id), needs: 'operator' }, async (tx, access) => {
    const before = await tx.activeStandbyGroup.findUnique({ where: { id }, include });
    if (!before) {
      throw groupNotFound(id);
    }
    await requireWritableLoadBalancer(tx, before.loadBalancerId);
    if (!(await change(tx, before, access))) {
      return { answer: await getGroupView(tx, id), audit: null };
    }
    const after = await tx.activeStandbyGroup.findUniqueOrThrow({ where: { id }, include });
    return {
      answer: await getGroupView(tx, id),
      audit: { action, resourceType: 'active-standby-group', resourceId: id, regionId: before.regionId, before, after },
    };
  });
}
