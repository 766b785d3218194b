'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** Search and page of a list live in the address, so that a reload or a link shows the same. */
export function useListQuery() {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const search = params.get('search') ?? '';
  const pageNumber = Math.max(1, Number.parseInt(params.get('page') ?? '1', 10) || 1);

  const go = useCallback(
    (next: { search: string; page: number }) => {
      // Other filters of the page stay.
      const query = new URLSearchParams(params);
      query.delete('search');
      query.delete('page');
      if (next.search) {
        query.set('search', next.search);
      }
      if (next.page > 1) {
        query.set('page', String(next.page));
      }
      const text = query.toString();
      router.replace(text ? `${path}?${text}` : path, { scroll: false });
    },
    [router, path, params],
  );
  const setSearch = useCallback((text: string) => go({ search: text, page: 1 }), [go]);
  const setPage = useCallback((page: number) => go({ search, page }), [go, search]);
  return { search, pageNumber, setSearch, setPage };
}
