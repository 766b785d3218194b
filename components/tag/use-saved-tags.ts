'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryString, request } from '#components/api/client.ts';
import type { Page } from '#domain/field.ts';
import type { TagResourceType } from '#domain/tag.ts';
import type { SavedTagView } from '#domain/view.ts';

const SHOWN_MAX = 50;

/** The first tags of the region that match; a search finds the others. */
export function useSavedTags(regionId: string, { search, resourceType }: { search: string; resourceType?: TagResourceType }) {
  return useQuery({
    queryKey: ['tags', regionId, search, resourceType],
    queryFn: ({ signal }) =>
      request<Page<SavedTagView>>(`/tags${queryString({ regionId, search, resourceType, pageSize: SHOWN_MAX })}`, { signal }),
    placeholderData: keepPreviousData,
  });
}
