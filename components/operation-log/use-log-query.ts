'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

export const FILTER_NAMES = ['resourceType', 'action', 'actor', 'resourceId', 'requestId', 'from', 'to'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** `region`: the one of the page; `all`: whatever the reader may see; `none`: what belongs to no region. */
export const SCOPES = ['region', 'all', 'none'] as const;

export const SPANS = ['any', '1h', '24h', '7d', '30d'] as const;
export type Span = (typeof SPANS)[number];
const HOURS: Record<Span, number | null> = { any: null, '1h': 1, '24h': 24, '7d': 168, '30d': 720 };

/** What narrows the log stands in the address, so that a reload or a link shows the same. */
export function useLogQuery(regionId: string) {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const scope = SCOPES.find((one) => one === params.get('scope')) ?? 'region';
  const span = SPANS.find((one) => one === params.get('span')) ?? 'any';
  const search = params.get('search') ?? '';
  const cursor = params.get('cursor') ?? undefined;
  const filters: Partial<Record<FilterName, string>> = Object.fromEntries(
    FILTER_NAMES.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : [])),
  );

  /** Whatever is changed, reading starts with the newest again, unless a cursor is given. */
  const set = useCallback(
    (changes: Partial<Record<FilterName | 'scope' | 'span' | 'search' | 'cursor', string | undefined>>) => {
      const query = new URLSearchParams(params);
      for (const [name, value] of Object.entries({ cursor: undefined, ...changes })) {
        value ? query.set(name, value) : query.delete(name);
      }
      const text = query.toString();
      router[changes.cursor ? 'push' : 'replace'](text ? `${path}?${text}` : path, { scroll: changes.cursor !== undefined });
    },
    [router, path, params],
  );

  /** Times are typed as the reader's clock says them. */
  const asked = () => ({
    ...filters,
    regionId: scope === 'region' ? regionId : undefined,
    scope: scope === 'none' ? 'none' : undefined,
    search: search || undefined,
    from: HOURS[span] === null ? toIso(filters.from) : new Date(Date.now() - HOURS[span] * 3600_000).toISOString(),
    to: toIso(filters.to),
  });
  return { scope, span, search, cursor, filters, set, asked, key: params.toString() };
}

function toIso(time: string | undefined): string | undefined {
  return time === undefined || !isTime(time) ? undefined : new Date(time).toISOString();
}

export function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text));
}
