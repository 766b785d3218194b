import { request } from '#components/api/client.ts';
import type { CreateGrantInput, UpdateGrantInput } from '#domain/grant.ts';
import type { GrantView } from '#domain/view.ts';

export function createGrant(input: CreateGrantInput, idempotencyKey: string): Promise<GrantView> {
  return request('/grants', { method: 'POST', body: input, idempotencyKey });
}

export function updateGrant(id: string, input: UpdateGrantInput): Promise<GrantView> {
  return request(`/grants/${encodeURIComponent(id)}`, { method: 'PATCH', body: input });
}

export function deleteGrant(id: string): Promise<unknown> {
  return request(`/grants/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
