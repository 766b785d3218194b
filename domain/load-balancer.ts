import { z } from 'zod';
import { BandwidthMbps, LoadBalancerSpecification } from './capacity.ts';
import { Id, InstanceName, IpAddress, PageQuery } from './field.ts';
import { TagFilters } from './tag.ts';

export const LoadBalancerStatus = z.enum(['active', 'inactive', 'locked']);
export type LoadBalancerStatus = z.infer<typeof LoadBalancerStatus>;

export const AddressType = z.enum(['internet', 'intranet']);
export type AddressType = z.infer<typeof AddressType>;

/** console 3. An absent name is assigned; an absent address is the next free one of the region's pools. */
export const CreateLoadBalancerInput = z.object({
  regionId: Id,
  name: InstanceName.optional(),
  address: IpAddress.optional(),
  addressType: AddressType.default('intranet'),
  primaryZoneId: Id.nullish().transform((id) => id ?? null),
  /** Null: no ceilings. */
  specification: LoadBalancerSpecification.nullable().default(null),
  bandwidthMbps: BandwidthMbps.default(null),
});
export type CreateLoadBalancerInput = z.infer<typeof CreateLoadBalancerInput>;

/** What is absent stays; everything else of an instance is fixed. */
export const UpdateLoadBalancerInput = z.object({
  name: InstanceName.optional(),
  specification: LoadBalancerSpecification.nullable().optional(),
  bandwidthMbps: BandwidthMbps.optional(),
});
export type UpdateLoadBalancerInput = z.infer<typeof UpdateLoadBalancerInput>;

export const ListLoadBalancersQuery = PageQuery.extend({
  regionId: Id,
  /** Part of the name, the id or the service address, or of a member server's name or address. */
  search: z.string().trim().max(200).default(''),
  status: LoadBalancerStatus.optional(),
  tag: TagFilters,
});
export type ListLoadBalancersQuery = z.infer<typeof ListLoadBalancersQuery>;
