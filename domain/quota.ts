import { z } from 'zod';
import { Id, PageQuery } from './field.ts';
import {
  ACCESS_CONTROL_LISTS_PER_REGION_MAX,
  ENTRIES_PER_ACCESS_CONTROL_LIST_MAX,
  ENTRIES_PER_LISTENER_MAX,
  LISTENERS_PER_ACCESS_CONTROL_LIST_MAX,
  LISTENERS_PER_LOAD_BALANCER_MAX,
  LOAD_BALANCERS_PER_REGION_MAX,
  LOAD_BALANCERS_PER_SERVER_MAX,
  PAGE_SIZE_MAX,
  QUOTA_REASON_LENGTH_MAX,
  SERVERS_PER_LOAD_BALANCER_MAX,
} from './limits.ts';
import { PLAIN_TEXT } from './plain-text.ts';

export const QuotaName = z.enum([
  'slbs-per-user',
  'listeners-per-slb',
  'backendservers-per-slb',
  'slbs-per-backendserver',
  'acls-per-region',
  'entries-per-acl',
  'listeners-per-acl',
]);
export type QuotaName = z.infer<typeof QuotaName>;

/**
 * The quotas of a region (console 16.2, data-plane 20): the default, and the hard bound that no application passes because
 * worker and console are not known to stand more (docs/decisions/0015). The database has the same in openslb_quota_default
 * and openslb_quota_max.
 */
export const QUOTAS: Readonly<Record<QuotaName, { default: number; max: number }>> = {
  'slbs-per-user': { default: LOAD_BALANCERS_PER_REGION_MAX, max: 10_000 },
  'listeners-per-slb': { default: LISTENERS_PER_LOAD_BALANCER_MAX, max: PAGE_SIZE_MAX },
  'backendservers-per-slb': { default: SERVERS_PER_LOAD_BALANCER_MAX, max: 1000 },
  'slbs-per-backendserver': { default: LOAD_BALANCERS_PER_SERVER_MAX, max: 500 },
  'acls-per-region': { default: ACCESS_CONTROL_LISTS_PER_REGION_MAX, max: 500 },
  'entries-per-acl': { default: ENTRIES_PER_ACCESS_CONTROL_LIST_MAX, max: ENTRIES_PER_LISTENER_MAX },
  'listeners-per-acl': { default: LISTENERS_PER_ACCESS_CONTROL_LIST_MAX, max: 500 },
};

export const QUOTA_MUST_RISE = 'Enter a number greater than the current value.';
const VALUE_RULE = 'Enter a whole number.';

/** Submit Application (console 16.2); that the value is greater than the current one is the verb's to say. */
export const CreateQuotaRequestInput = z.object({
  regionId: Id,
  name: QuotaName,
  value: z.number(VALUE_RULE).int(VALUE_RULE).min(1, VALUE_RULE).max(1_000_000_000, VALUE_RULE),
  reason: z
    .string('Enter a reason.')
    .trim()
    .min(1, { error: 'Enter a reason.', abort: true })
    .max(QUOTA_REASON_LENGTH_MAX, `A reason has 1 to ${QUOTA_REASON_LENGTH_MAX} characters.`)
    .regex(PLAIN_TEXT, 'A reason has no control characters.'),
  /** Whom to ask about it; nothing is sent there. */
  email: z.email('Enter an email address.').max(254, 'Enter an email address.').nullable().default(null),
});
export type CreateQuotaRequestInput = z.infer<typeof CreateQuotaRequestInput>;

export const ListQuotasQuery = z.object({ regionId: Id });

/** History: newest first. */
export const ListQuotaRequestsQuery = PageQuery.extend({ regionId: Id, name: QuotaName.optional() });
