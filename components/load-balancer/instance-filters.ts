'use client';

import { useTranslations } from 'use-intl';
import type { FilterField } from '#components/ui/filter-bar.tsx';
import { ListLoadBalancersQuery } from '#domain/load-balancer.ts';
import type { RegionView } from '#domain/view.ts';

/** The filters of console 2.3, named as the API names them. */
export const INSTANCE_FILTERS = [
  'status',
  'addressType',
  'ipVersion',
  'primaryZoneId',
  'backupZoneId',
  'ids',
  'names',
  'address',
  'serverId',
  'serverAddresses',
] as const;
export type InstanceFilter = (typeof INSTANCE_FILTERS)[number];

/** What the filter bar offers; a zone only where the region has some. */
export function useInstanceFilters(region: RegionView | undefined): FilterField<InstanceFilter>[] {
  const t = useTranslations('instanceFilter');
  const tInstance = useTranslations('instance');
  const tStatus = useTranslations('instanceStatus');
  const zones = (region?.zones ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const choices: Partial<Record<InstanceFilter, { value: string; label: string }[]>> = {
    status: (['active', 'inactive', 'locked'] as const).map((value) => ({ value, label: tStatus(value) })),
    addressType: (['internet', 'intranet'] as const).map((value) => ({ value, label: tInstance(`type.${value}`) })),
    ipVersion: (['ipv4', 'ipv6'] as const).map((value) => ({ value, label: tInstance(`ipVersion.${value}`) })),
    primaryZoneId: zones,
    backupZoneId: zones,
  };
  return INSTANCE_FILTERS.filter((name) => choices[name]?.length !== 0).map((name) => ({
    name,
    label: t(`name.${name}`),
    options: choices[name],
    hint: choices[name] ? undefined : t(`hint.${name as keyof IntlHints}`),
    check: (text) => wrongWith(name, text),
  }));
}

type IntlHints = Record<'ids' | 'names' | 'address' | 'serverId' | 'serverAddresses', string>;

/** By the schema that the API judges it with. */
function wrongWith(name: InstanceFilter, text: string): string | undefined {
  return ListLoadBalancersQuery.shape[name].safeParse(text).error?.issues[0]?.message;
}
