'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';

const NO_FILTERS: readonly never[] = [];

/**
 * Search, filters and page of a list live in the address, so that a reload or a link shows the same. `filterNames` is a
 * constant of its module: the parameters that are filters.
 */
export function useListQuery<Name extends string = never>(filterNames: readonly Name[] = NO_FILTERS) {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const search = params.get('search') ?? '';
  const pageNumber = Math.max(1, Number.parseInt(params.get('page') ?? '1', 10) || 1);
  const filters = useMemo(
    () => Object.fromEntries(filterNames.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : []))),
    [params, filterNames],
  ) as Partial<Record<Name, string>>;

  const go = useCallback(
    (next: { search: string; page: number; filters: Partial<Record<Name, string>> }) => {
      // What else narrows the list stays.
      const query = new URLSearchParams(params);
      for (const name of ['search', 'page', ...filterNames]) {
        query.delete(name);
      }
      if (next.search) {
        query.set('search', next.search);
      }
      for (const name of filterNames) {
        if (next.filters[name]) {
          query.set(name, next.filters[name]);
        }
      }
      if (next.page > 1) {
        query.set('page', String(next.page));
      }
      const text = query.toString();
      router.replace(text ? `${path}?${text}` : path, { scroll: false });
    },
    [router, path, params, filterNames],
  );
  const setSearch = useCallback((text: string) => go({ search: text, page: 1, filters }), [go, filters]);
  const setPage = useCallback((page: number) => go({ search, page, filters }), [go, search, filters]);
  const setFilters = useCallback((next: Partial<Record<Name, string>>) => go({ search, page: 1, filters: next }), [go, search]);
  return { search, pageNumber, filters, setSearch, setPage, setFilters };
}
