import { request } from '#components/api/client.ts';
import type { CreateLoadBalancerInput, UpdateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';

export const loadBalancerPath = (id: string) => `/load-balancers/${encodeURIComponent(id)}`;

export function createLoadBalancer(input: CreateLoadBalancerInput, idempotencyKey: string): Promise<LoadBalancerView> {
  return request('/load-balancers', { method: 'POST', body: input, idempotencyKey });
}

export function updateLoadBalancer(id: string, changes: UpdateLoadBalancerInput, ifMatch?: number): Promise<LoadBalancerView> {
  return request(loadBalancerPath(id), { method: 'PATCH', body: changes, ifMatch });
}

export function startLoadBalancer(id: string): Promise<unknown> {
  return request(`${loadBalancerPath(id)}/start`, { method: 'POST' });
}

export function stopLoadBalancer(id: string): Promise<unknown> {
  return request(`${loadBalancerPath(id)}/stop`, { method: 'POST' });
}

export function unlockLoadBalancer(id: string): Promise<unknown> {
  return request(`${loadBalancerPath(id)}/unlock`, { method: 'POST' });
}

export function releaseLoadBalancer(id: string): Promise<unknown> {
  return request(loadBalancerPath(id), { method: 'DELETE' });
}

export function scheduleRelease(id: string, releaseAt: string): Promise<unknown> {
  return request(`${loadBalancerPath(id)}/release-schedule`, { method: 'PUT', body: { releaseAt } });
}

export function cancelRelease(id: string): Promise<unknown> {
  return request(`${loadBalancerPath(id)}/release-schedule`, { method: 'DELETE' });
}
