import { z } from 'zod';
import { BandwidthMbps, LoadBalancerSpecification } from './capacity.ts';
import { coded } from './error-code.ts';
import { Id, InstanceName, IpAddress, PageQuery } from './field.ts';
import { FILTER_VALUES_MAX, PROTECTION_REASON_LENGTH_MAX, REASON_LENGTH_MAX } from './limits.ts';
import { IpVersion, ipVersionOf } from './network.ts';
import { PLAIN_TEXT } from './plain-text.ts';
import { TagFilters } from './tag.ts';

export const LoadBalancerStatus = z.enum(['active', 'inactive', 'locked']);
export type LoadBalancerStatus = z.infer<typeof LoadBalancerStatus>;

export const AddressType = z.enum(['internet', 'intranet']);
export type AddressType = z.infer<typeof AddressType>;

export const PROTECTION_REASON_RULE = `A reason has 1 to ${PROTECTION_REASON_LENGTH_MAX} characters: a letter first, then letters, digits, ".", "_" and "-".`;
export const PROTECTION_REASON_IS_FOR_PROTECTION = 'A reason goes with ConsoleProtection, and with nothing else.';
export const BACKUP_ZONE_RULE = 'The backup zone is another one than the primary zone, and goes with one only.';
export const RELEASE_TIME_RULE = 'A release is scheduled for a full or half hour (UTC).';

export const ModificationProtectionStatus = z.enum(['NonProtection', 'ConsoleProtection']);
export type ModificationProtectionStatus = z.infer<typeof ModificationProtectionStatus>;

/** The charset of console 4.4; an empty text is no reason. */
export const ProtectionReason = z
  .string(PROTECTION_REASON_RULE)
  .trim()
  .max(PROTECTION_REASON_LENGTH_MAX, PROTECTION_REASON_RULE)
  .regex(/^(\p{L}[\p{L}\p{M}\p{N}._-]*)?$/u, PROTECTION_REASON_RULE)
  .transform((reason) => reason || null);

/** console 4.4: read-only for the console, while API calls pass. */
export const ModificationProtection = z
  .object({
    status: ModificationProtectionStatus,
    reason: ProtectionReason.nullish().transform((reason) => reason ?? null),
  })
  .refine(({ status, reason }) => status === 'ConsoleProtection' || reason === null, {
    message: PROTECTION_REASON_IS_FOR_PROTECTION,
    path: ['reason'],
  });
export type ModificationProtection = z.infer<typeof ModificationProtection>;

export const NO_MODIFICATION_PROTECTION: ModificationProtection = { status: 'NonProtection', reason: null };

const RELEASE_STEP_MS = 30 * 60_000;

const isReleaseTime = (at: string) => new Date(at).getTime() % RELEASE_STEP_MS === 0;

/** console 4.3. Whether it is to come is the database's to say, by its own clock. */
export const ScheduleReleaseInput = z.object({
  releaseAt: z.iso
    .datetime({ offset: true, abort: true, error: coded('InvalidParameter.ReleaseTime', 'Enter a date and time (ISO 8601).') })
    .refine(isReleaseTime, coded('InvalidParameter.ReleaseTime', RELEASE_TIME_RULE)),
});
export type ScheduleReleaseInput = z.infer<typeof ScheduleReleaseInput>;

const lockReasonRule = `A reason has 1 to ${REASON_LENGTH_MAX} characters.`;
export const LockLoadBalancerInput = z.object({
  reason: z
    .string(lockReasonRule)
    .trim()
    .min(1, lockReasonRule)
    .max(REASON_LENGTH_MAX, lockReasonRule)
    .regex(PLAIN_TEXT, 'A reason has no control characters.'),
});
export type LockLoadBalancerInput = z.infer<typeof LockLoadBalancerInput>;

const zone = Id.nullish().transform((id) => id ?? null);

/** console 3. An absent name is assigned; an absent address is the next free one of the region's pools. */
export const CreateLoadBalancerInput = z
  .object({
    regionId: Id,
    name: InstanceName.optional(),
    address: IpAddress.optional(),
    /** Of the address that is assigned; beside an address of its own it has to fit. */
    ipVersion: IpVersion.optional(),
    addressType: AddressType.default('intranet'),
    primaryZoneId: zone,
    backupZoneId: zone,
    /** Null: no ceilings. */
    specification: LoadBalancerSpecification.nullable().default(null),
    bandwidthMbps: BandwidthMbps.default(null),
    deletionProtection: z.boolean().default(false),
    modificationProtection: ModificationProtection.default(NO_MODIFICATION_PROTECTION),
  })
  .refine(({ primaryZoneId, backupZoneId }) => backupZoneId === null || (primaryZoneId !== null && backupZoneId !== primaryZoneId), {
    message: BACKUP_ZONE_RULE,
    path: ['backupZoneId'],
  })
  .refine(({ address, ipVersion }) => address === undefined || ipVersion === undefined || ipVersionOf(address) === ipVersion, {
    message: 'The service address is not of the chosen IP version.',
    path: ['address'],
  });
export type CreateLoadBalancerInput = z.infer<typeof CreateLoadBalancerInput>;

/** What is absent stays; region, address type, IP version and primary zone of an instance are fixed. */
export const UpdateLoadBalancerInput = z.object({
  name: InstanceName.optional(),
  specification: LoadBalancerSpecification.nullable().optional(),
  bandwidthMbps: BandwidthMbps.optional(),
  /** Another one of the region's pools, of the same IP version. */
  address: IpAddress.optional(),
  backupZoneId: Id.nullable().optional(),
  deletionProtection: z.boolean('Deletion protection is true or false.').optional(),
  modificationProtection: ModificationProtection.optional(),
});
export type UpdateLoadBalancerInput = z.infer<typeof UpdateLoadBalancerInput>;

/** Values separated by commas, any of which fits. */
const anyOf = (name: string) =>
  z
    .string()
    .max(1000, `${name} is too long.`)
    .default('')
    .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== ''))
    .refine((values) => values.length <= FILTER_VALUES_MAX, `${name} takes at most ${FILTER_VALUES_MAX} values.`);

/** Filters of console 2.3; those that are given must all fit. */
export const ListLoadBalancersQuery = PageQuery.extend({
  regionId: Id,
  /** Part of the name, the id or the service address, or of a member server's name or address. */
  search: z.string().trim().max(200).default(''),
  /** Ids, up to 10. */
  ids: anyOf('ids'),
  /** Whole names, up to 10. */
  names: anyOf('names'),
  address: IpAddress.optional(),
  status: LoadBalancerStatus.optional(),
  tag: TagFilters,
  addressType: AddressType.optional(),
  ipVersion: IpVersion.optional(),
  primaryZoneId: Id.optional(),
  backupZoneId: Id.optional(),
  /** Instances that have this server in a group of whatever kind. */
  serverId: Id.optional(),
  /** As `serverId`, by the servers' addresses, up to 10; one of them is enough. */
  serverAddresses: anyOf('serverAddresses').pipe(z.array(IpAddress)),
});
export type ListLoadBalancersQuery = z.infer<typeof ListLoadBalancersQuery>;
