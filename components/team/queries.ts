'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryString, request } from '#components/api/client.ts';
import { LIST_PAGE_SIZE, POLL_MS } from '#components/api/queries.ts';
import type { Page } from '#domain/field.ts';
import type { TeamView } from '#domain/view.ts';

export function useTeams(filter: { search?: string; pageNumber?: number }, enabled = true) {
  return useQuery({
    queryKey: ['teams', filter],
    queryFn: ({ signal }) => request<Page<TeamView>>(`/teams${queryString({ pageSize: LIST_PAGE_SIZE, ...filter })}`, { signal }),
    enabled,
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
}

export function useTeam(id: string, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['team', id],
    queryFn: ({ signal }) => request<TeamView>(`/teams/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: POLL_MS,
  });
}
