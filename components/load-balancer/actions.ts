import { request } from '#components/api/client.ts';
import type { CreateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';

const path = (id: string) => `/load-balancers/${encodeURIComponent(id)}`;

export function createLoadBalancer(input: CreateLoadBalancerInput, idempotencyKey: string): Promise<LoadBalancerView> {
  return request('/load-balancers', { method: 'POST', body: input, idempotencyKey });
}

export function renameLoadBalancer(id: string, name: string): Promise<LoadBalancerView> {
  return request(path(id), { method: 'PATCH', body: { name } });
}

export function startLoadBalancer(id: string): Promise<unknown> {
  return request(`${path(id)}/start`, { method: 'POST' });
}

export function stopLoadBalancer(id: string): Promise<unknown> {
  return request(`${path(id)}/stop`, { method: 'POST' });
}

export function releaseLoadBalancer(id: string): Promise<unknown> {
  return request(path(id), { method: 'DELETE' });
}
