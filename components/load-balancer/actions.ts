import { request } from '#components/api/client.ts';
import type { CreateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';

export const loadBalancerPath = (id: string) => `/load-balancers/${encodeURIComponent(id)}`;

export function createLoadBalancer(input: CreateLoadBalancerInput, idempotencyKey: string): Promise<LoadBalancerView> {
  return request('/load-balancers', { method: 'POST', body: input, idempotencyKey });
}

export function renameLoadBalancer(id: string, name: string): Promise<LoadBalancerView> {
  return request(loadBalancerPath(id), { method: 'PATCH', body: { name } });
}

export function startLoadBalancer(id: string): Promise<unknown> {
  return request(`${loadBalancerPath(id)}/start`, { method: 'POST' });
}

export function stopLoadBalancer(id: string): Promise<unknown> {
  return request(`${loadBalancerPath(id)}/stop`, { method: 'POST' });
}

export function releaseLoadBalancer(id: string): Promise<unknown> {
  return request(loadBalancerPath(id), { method: 'DELETE' });
}
