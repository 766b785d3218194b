'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryString, request } from '#components/api/client.ts';
import { LIST_PAGE_SIZE, POLL_MS } from '#components/api/queries.ts';
import type { Page } from '#domain/field.ts';
import type { UserView } from '#domain/view.ts';

export interface UserFilter {
  search?: string;
  status?: string;
  role?: string;
  pageNumber?: number;
  pageSize?: number;
}

export function useUsers(filter: UserFilter, enabled = true) {
  return useQuery({
    queryKey: ['users', filter],
    queryFn: ({ signal }) => request<Page<UserView>>(`/users${queryString({ pageSize: LIST_PAGE_SIZE, ...filter })}`, { signal }),
    enabled,
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
}

export function useUser(id: string, enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['user', id],
    queryFn: ({ signal }) => request<UserView>(`/users/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: POLL_MS,
  });
}
