import { request } from '#components/api/client.ts';
import type { CreateRegionInput, UpdateRegionInput } from '#domain/region.ts';
import type { RegionView } from '#domain/view.ts';

const pathOf = (id: string) => `/regions/${encodeURIComponent(id)}`;

export function createRegion(input: CreateRegionInput, idempotencyKey: string): Promise<RegionView> {
  return request('/regions', { method: 'POST', body: input, idempotencyKey });
}

export function updateRegion(id: string, input: UpdateRegionInput): Promise<RegionView> {
  return request(pathOf(id), { method: 'PATCH', body: input });
}

export function orderRegions(order: string[]): Promise<RegionView[]> {
  return request('/regions', { method: 'PUT', body: { order } });
}

export function retireRegion(id: string): Promise<unknown> {
  return request(pathOf(id), { method: 'DELETE' });
}
