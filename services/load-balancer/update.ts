import { isIPv6 } from 'node:net';
import { DomainError } from '#domain/domain-error.ts';
import { UpdateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { changeLoadBalancer } from './change.ts';
import { protectionColumns, requireWritableLoadBalancer } from './internal.ts';

/** Everything that can be changed; switching modification protection off erases its reason (console 4.4). */
export async function updateLoadBalancer(context: Context, input: { id: string; changes: unknown }): Promise<LoadBalancerView> {
  const { modificationProtection, ...columns } = parseBody(UpdateLoadBalancerInput, input.changes);
  return changeLoadBalancer(context, input.id, {
    action: 'load-balancer:updated',
    data: { ...columns, ...(modificationProtection ? protectionColumns(modificationProtection) : {}) },
    require: async (db, id) => {
      const before = await requireWritableLoadBalancer(db, id);
      if (columns.address !== undefined && isIPv6(columns.address) !== isIPv6(before.address)) {
        throw new DomainError('InvalidParameter', 'An instance keeps its IP version: choose another address.', { path: 'address' });
      }
      return before;
    },
  });
}
