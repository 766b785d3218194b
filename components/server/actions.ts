import { request } from '#components/api/client.ts';
import type { CreateServerInput, UpdateServerInput } from '#domain/server.ts';
import type { ServerView } from '#domain/view.ts';

export function registerServer(input: CreateServerInput, idempotencyKey: string): Promise<ServerView> {
  return request('/servers', { method: 'POST', body: input, idempotencyKey });
}

export function updateServer(id: string, input: UpdateServerInput): Promise<ServerView> {
  return request(`/servers/${encodeURIComponent(id)}`, { method: 'PATCH', body: input });
}

export function removeServer(id: string): Promise<unknown> {
  return request(`/servers/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
