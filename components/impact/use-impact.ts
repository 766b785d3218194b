'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from '#components/api/client.ts';
import { IMPACT_KEY } from '#components/api/queries.ts';
import type { ImpactView } from '#domain/view.ts';

/** A write as it would be sent. */
export interface ProposedChange {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1. */
  path: string;
  body?: unknown;
}

/** Connections come and go while a dialog is open; each answer rehearses the change. */
const LIVE_MS = 5000;

/**
 * What the change would do to open connections now. Nothing is asked for null. A change that the API would refuse has no
 * listeners in its answer, and the reason in `refusal`.
 */
export function useImpact(change: ProposedChange | null) {
  const { data } = useQuery<ImpactView>({
    enabled: change !== null,
    queryKey: [IMPACT_KEY, change],
    queryFn: ({ signal }) => {
      const { method, path, body } = change as ProposedChange;
      return request<ImpactView>(`${path}?dryRun=true`, { method, body, signal });
    },
    refetchInterval: ({ state }) => (state.error ? false : LIVE_MS),
    // The last answer stays in sight while the next one is asked for.
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  return change === null ? undefined : data;
}
