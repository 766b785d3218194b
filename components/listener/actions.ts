import { request } from '#components/api/client.ts';
import type { CreateListenerInput, UpdateListenerInput } from '#domain/listener.ts';
import type { ListenerView } from '#domain/view.ts';

export const listenerPath = (id: string) => `/listeners/${encodeURIComponent(id)}`;

export function createListener(loadBalancerId: string, input: CreateListenerInput, idempotencyKey: string): Promise<ListenerView> {
  return request(`/load-balancers/${encodeURIComponent(loadBalancerId)}/listeners`, { method: 'POST', body: input, idempotencyKey });
}

export function updateListener(id: string, input: UpdateListenerInput, ifMatch?: number): Promise<ListenerView> {
  return request(listenerPath(id), { method: 'PATCH', body: input, ifMatch });
}

export function startListener(id: string): Promise<unknown> {
  return request(`${listenerPath(id)}/start`, { method: 'POST' });
}

export function stopListener(id: string): Promise<unknown> {
  return request(`${listenerPath(id)}/stop`, { method: 'POST' });
}

export function removeListener(id: string): Promise<unknown> {
  return request(listenerPath(id), { method: 'DELETE' });
}
