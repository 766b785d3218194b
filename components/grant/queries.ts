'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryString, request } from '#components/api/client.ts';
import { LIST_PAGE_SIZE, POLL_MS } from '#components/api/queries.ts';
import type { Page } from '#domain/field.ts';
import type { GrantView, RegionAccessView } from '#domain/view.ts';

interface Filter {
  search: string;
  role?: string;
  pageNumber: number;
}

const live = { refetchInterval: POLL_MS, placeholderData: keepPreviousData } as const;

/** Those of a region, and those for all. */
export function useGrants(regionId: string, filter: Filter) {
  return useQuery({
    queryKey: ['grants', regionId, filter],
    queryFn: ({ signal }) =>
      request<Page<GrantView>>(`/grants${queryString({ regionId, pageSize: LIST_PAGE_SIZE, ...filter })}`, { signal }),
    ...live,
  });
}

export function useAccess(regionId: string, filter: Filter) {
  return useQuery({
    queryKey: ['access', regionId, filter],
    queryFn: ({ signal }) =>
      request<Page<RegionAccessView>>(
        `/regions/${encodeURIComponent(regionId)}/access${queryString({ pageSize: LIST_PAGE_SIZE, ...filter })}`,
        { signal },
      ),
    ...live,
  });
}
