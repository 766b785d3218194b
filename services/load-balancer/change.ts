import { isDeepStrictEqual } from 'node:util';
import type { Role } from '#domain/role.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import type { LoadBalancer } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import type { Proof } from '../permission/proof.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { write } from '../write.ts';
import { requireWritableLoadBalancer } from './internal.ts';
import { getLoadBalancerView } from './view.ts';

type Columns = Partial<Omit<LoadBalancer, 'id' | 'regionId' | 'revision' | 'revisedAt' | 'createdAt' | 'updatedAt'>>;

interface LoadBalancerChange {
  action: string;
  needs?: Role;
  proof?: Proof;
  data: Columns | ((before: LoadBalancer) => Columns);
  /** Finds the instance and judges whether it takes this change; the usual one refuses while it is locked. */
  require?: (db: Database, id: string) => Promise<LoadBalancer>;
}

/** A change that is there already raises no revision and leaves no audit entry. */
export async function changeLoadBalancer(
  context: Context,
  id: string,
  { action, needs = 'operator', proof, data: wanted, require = requireWritableLoadBalancer }: LoadBalancerChange,
): Promise<LoadBalancerView> {
  return write(context, { in: place.loadBalancer(id), needs, proof }, async (tx) => {
    const before = await require(tx, id);
    const data = typeof wanted === 'function' ? wanted(before) : wanted;
    if (isAlready(before, data)) {
      return { answer: await getLoadBalancerView(tx, id), audit: null };
    }
    await tx.loadBalancer.update({ where: { id }, data });
    // Read again: the triggers have raised its revision.
    const after = await tx.loadBalancer.findUniqueOrThrow({ where: { id } });
    return {
      answer: await getLoadBalancerView(tx, id),
      audit: { action, resourceType: 'load-balancer', resourceId: id, regionId: before.regionId, before, after },
    };
  });
}

function isAlready(before: LoadBalancer, data: Columns): boolean {
  return Object.entries(data).every(
    ([column, wanted]) => wanted === undefined || isDeepStrictEqual(wanted, before[column as keyof LoadBalancer]),
  );
}
