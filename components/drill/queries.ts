'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryString, request } from '#components/api/client.ts';
import { POLL_MS } from '#components/api/queries.ts';
import type { Page } from '#domain/field.ts';
import type { DrillView } from '#domain/view.ts';

export const DRILLS_PAGE_SIZE = 5;
/** One watches it. */
const RUNNING_POLL_MS = 1000;

/** Newest first. */
export function useDrills(groupId: string, pageNumber = 1) {
  return useQuery({
    queryKey: ['drills', groupId, pageNumber],
    queryFn: ({ signal }) =>
      request<Page<DrillView>>(
        `/active-standby-groups/${encodeURIComponent(groupId)}/drills${queryString({ pageNumber, pageSize: DRILLS_PAGE_SIZE })}`,
        { signal },
      ),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
}

export function useDrill(id: string) {
  return useQuery({
    queryKey: ['drill', id],
    queryFn: ({ signal }) => request<DrillView>(`/failover-drills/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data && state.data.leftMilliseconds > 0 ? RUNNING_POLL_MS : POLL_MS),
  });
}
