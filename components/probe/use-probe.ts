'use client';

import { useQuery } from '@tanstack/react-query';
import { request } from '#components/api/client.ts';
import type { ProbeView } from '#domain/view.ts';

/** A probe takes milliseconds or its whole timeout, and somebody waits for it. */
const POLL_MS = 500;

/** Follows one check until it is answered or expired. */
export function useProbe(asked: ProbeView) {
  return useQuery({
    queryKey: ['probe', asked.id],
    queryFn: ({ signal }) => request<ProbeView>(`/probes/${encodeURIComponent(asked.id)}`, { signal }),
    initialData: asked,
    refetchInterval: ({ state }) => (isOpen(state.data) ? POLL_MS : false),
    staleTime: ({ state }) => (isOpen(state.data) ? 0 : Number.POSITIVE_INFINITY),
  });
}

function isOpen(probe: ProbeView | undefined): boolean {
  return probe?.state === 'pending' || probe?.state === 'running';
}
