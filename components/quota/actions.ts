'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { queryString, request } from '#components/api/client.ts';
import type { Page } from '#domain/field.ts';
import { type CreateQuotaRequestInput, QUOTAS, type QuotaName } from '#domain/quota.ts';
import type { QuotaRequestView, QuotaView } from '#domain/view.ts';

/** Counting what is used is work, and nobody waits for it. */
const POLL_MS = 15_000;
export const HISTORY_PAGE_SIZE = 10;

export function useQuotas(regionId: string) {
  return useQuery({
    queryKey: ['quotas', regionId],
    queryFn: ({ signal }) => request<QuotaView[]>(`/quotas${queryString({ regionId })}`, { signal }),
    refetchInterval: POLL_MS,
  });
}

/** The value that holds; the default until it is known. */
export function useQuotaValue(regionId: string, name: QuotaName): number {
  return useQuotas(regionId).data?.find((quota) => quota.name === name)?.value ?? QUOTAS[name].default;
}

export function useQuotaRequests(regionId: string, name: QuotaName, pageNumber: number) {
  return useQuery({
    queryKey: ['quota-requests', regionId, name, pageNumber],
    queryFn: ({ signal }) =>
      request<Page<QuotaRequestView>>(`/quota-requests${queryString({ regionId, name, pageNumber, pageSize: HISTORY_PAGE_SIZE })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

export function applyForQuota(input: CreateQuotaRequestInput, idempotencyKey: string): Promise<QuotaRequestView> {
  return request('/quota-requests', { method: 'POST', body: input, idempotencyKey });
}
