import type { FieldPath } from 'react-hook-form';
import { useFormContext } from 'react-hook-form';
import type { z } from 'zod';
import { INSTANCE_BANDWIDTH_MBPS_MAX } from '#domain/limits.ts';
import { CreateLoadBalancerInput } from '#domain/load-balancer.ts';

/** What the form takes: less bandwidth than the API (console 3). */
export const CreateInstanceInput = CreateLoadBalancerInput.refine(
  ({ bandwidthMbps }) => bandwidthMbps === null || bandwidthMbps <= INSTANCE_BANDWIDTH_MBPS_MAX,
  { message: `A bandwidth is 1 to ${INSTANCE_BANDWIDTH_MBPS_MAX} Mbit/s.`, path: ['bandwidthMbps'] },
);
export type CreateInstanceInput = z.output<typeof CreateInstanceInput>;
export type CreateInstanceValues = z.input<typeof CreateInstanceInput>;

/** Fields that can show an issue. */
export const CREATE_INSTANCE_FIELDS = [
  'name',
  'primaryZoneId',
  'backupZoneId',
  'addressType',
  'ipVersion',
  'address',
  'specification',
  'bandwidthMbps',
  'modificationProtection.reason',
] as const satisfies readonly FieldPath<CreateInstanceValues>[];

export function useCreateInstance() {
  return useFormContext<CreateInstanceValues, unknown, CreateInstanceInput>();
}

export const emptyToUndefined = (text: string | undefined) => text?.trim() || undefined;
export const emptyToNull = (text: string | null) => text || null;
