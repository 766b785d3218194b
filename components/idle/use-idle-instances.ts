'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryString, request } from '#components/api/client.ts';
import { LIST_PAGE_SIZE, type ListFilter } from '#components/api/queries.ts';
import type { Page } from '#domain/field.ts';
import type { IdleLoadBalancerView } from '#domain/view.ts';

/** What has been idle for a week is idle for another minute. */
const POLL_MS = 60_000;

export function useIdleInstances(filter: Pick<ListFilter, 'regionId' | 'search' | 'pageNumber'>) {
  return useQuery({
    queryKey: ['idle-load-balancers', filter],
    queryFn: ({ signal }) =>
      request<Page<IdleLoadBalancerView>>(`/idle-load-balancers${queryString({ ...filter, pageSize: LIST_PAGE_SIZE })}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: POLL_MS,
  });
}
