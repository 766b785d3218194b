'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { TAG_FILTERS_MAX } from '#domain/limits.ts';
import { formatTagFilter, parseTagFilter, type TagFilter } from '#domain/tag.ts';

/** The chosen tags live in the address, beside search and page; what is none there is passed over. */
export function useTagFilter() {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const filters = params
    .getAll('tag')
    .flatMap((text) => parseTagFilter(text) ?? [])
    .slice(0, TAG_FILTERS_MAX);
  const texts = filters.map(formatTagFilter);

  const go = useCallback(
    (next: string[]) => {
      const query = new URLSearchParams(params);
      query.delete('page');
      query.delete('tag');
      for (const text of next) {
        query.append('tag', text);
      }
      const text = query.toString();
      router.replace(text ? `${path}?${text}` : path, { scroll: false });
    },
    [router, path, params],
  );
  return {
    filters,
    /** As the API takes them. */
    texts,
    add: (filter: TagFilter) => go([...new Set([...texts, formatTagFilter(filter)])]),
    remove: (filter: TagFilter) => go(texts.filter((text) => text !== formatTagFilter(filter))),
  };
}
