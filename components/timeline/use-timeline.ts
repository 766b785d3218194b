'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { startTransition, useOptimistic } from 'react';
import { queryString, request } from '#components/api/client.ts';
import { TRAFFIC_KEY } from '#components/api/queries.ts';
import { RANGE_NAMES, RANGES, type RangeName } from '#components/monitoring/range.ts';
import type { TimelineView } from '#domain/timeline.ts';

/** What a timeline is of, as the REST API names it: `active-standby-groups/rsp-…`, `load-balancers/lb-…`. */
export type TimelineOf = `${'active-standby-groups' | 'listeners' | 'load-balancers'}/${string}`;

/** Paced as traffic is, by the range: reading a month with every event would be work for nobody. */
export function useTimeline(of: TimelineOf, range: RangeName) {
  const { hours, pollMs } = RANGES[range];
  return useQuery({
    queryKey: [TRAFFIC_KEY, 'timeline', of, range],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - hours * 3600_000).toISOString();
      return request<TimelineView>(`/${of}/timeline${queryString({ from })}`, { signal });
    },
    refetchInterval: pollMs,
    // Another range takes the place of the one before when it is there: nothing moves until then.
    placeholderData: keepPreviousData,
  });
}

interface Query {
  range: RangeName;
  page: number;
}

/** Range and page of the table stand in the address; nothing on the server depends on them. */
export function useTimelineQuery(): Query & { change: (part: Partial<Query>) => void } {
  const params = useSearchParams();
  // The address follows in a transition: what was chosen must not jump back until then.
  const [query, setQuery] = useOptimistic<Query>({
    range: RANGE_NAMES.find((name) => name === params.get('range')) ?? '1h',
    page: Math.max(1, Number.parseInt(params.get('page') ?? '1', 10) || 1),
  });
  const change = (part: Partial<Query>) => {
    const next = { ...query, ...part };
    startTransition(() => {
      setQuery(next);
      const text = new URLSearchParams({ range: next.range, ...(next.page > 1 ? { page: String(next.page) } : {}) }).toString();
      window.history.replaceState(null, '', `?${text}`);
    });
  };
  return { ...query, change };
}
