import { z } from 'zod';
import { Id, PageQuery } from './field.ts';

export const ListIdleLoadBalancersQuery = PageQuery.extend({
  regionId: Id,
  /** Part of the name, the id or the service address. */
  search: z.string().trim().max(200).default(''),
});
export type ListIdleLoadBalancersQuery = z.infer<typeof ListIdleLoadBalancersQuery>;
