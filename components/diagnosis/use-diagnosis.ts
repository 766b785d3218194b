'use client';

import { useQuery } from '@tanstack/react-query';
import { request } from '#components/api/client.ts';
import { POLL_MS } from '#components/api/queries.ts';
import type { DiagnosisView } from '#domain/diagnosis.ts';

export function useDiagnosis(loadBalancerId: string) {
  return useQuery({
    queryKey: ['diagnosis', loadBalancerId],
    queryFn: ({ signal }) => request<DiagnosisView>(`/load-balancers/${encodeURIComponent(loadBalancerId)}/diagnosis`, { signal }),
    refetchInterval: POLL_MS,
  });
}
