'use client';

import { useQuery } from '@tanstack/react-query';
import { queryString, request } from '#components/api/client.ts';
import { POLL_MS } from '#components/api/queries.ts';
import type { OverviewView } from '#domain/view.ts';

export function useOverview(regionId: string) {
  return useQuery({
    queryKey: ['overview', regionId],
    queryFn: ({ signal }) => request<OverviewView>(`/overview${queryString({ regionId })}`, { signal }),
    refetchInterval: POLL_MS,
  });
}
