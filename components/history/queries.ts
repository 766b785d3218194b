'use client';

import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { queryString, request } from '#components/api/client.ts';
import { LIST_PAGE_SIZE, POLL_MS } from '#components/api/queries.ts';
import type { Page } from '#domain/field.ts';
import type { ResourceType } from '#domain/history.ts';
import type { VersionDocumentView, VersionView } from '#domain/view.ts';

export interface VersionedResource {
  type: ResourceType;
  id: string;
}

export const versionsPath = ({ type, id }: VersionedResource) => `/versions/${type}/${encodeURIComponent(id)}`;
export const restorePath = (resource: VersionedResource, version: number) => `${versionsPath(resource)}/${version.toString()}/restore`;

export function useVersions(resource: VersionedResource, pageNumber: number) {
  return useQuery({
    queryKey: ['versions', resource, pageNumber],
    queryFn: ({ signal }) =>
      request<Page<VersionView>>(`${versionsPath(resource)}${queryString({ pageNumber, pageSize: LIST_PAGE_SIZE })}`, { signal }),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
}

/** A version never changes, so it is asked for once. */
export function useVersionDocuments(resource: VersionedResource, versions: readonly number[]) {
  return useQueries({
    queries: versions.map((version) => ({
      queryKey: ['version', resource, version],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        request<VersionDocumentView>(`${versionsPath(resource)}/${version.toString()}`, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
}
