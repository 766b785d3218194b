import { request } from '#components/api/client.ts';
import type { CreateVServerGroupInput, UpdateVServerGroupInput } from '#domain/server-group.ts';
import type { VServerGroupView } from '#domain/view.ts';

export const vserverGroupPath = (id: string) => `/vserver-groups/${encodeURIComponent(id)}`;

export function createVServerGroup(
  loadBalancerId: string,
  input: CreateVServerGroupInput,
  idempotencyKey: string,
): Promise<VServerGroupView> {
  return request(`/load-balancers/${encodeURIComponent(loadBalancerId)}/vserver-groups`, { method: 'POST', body: input, idempotencyKey });
}

export function getVServerGroup(id: string): Promise<VServerGroupView> {
  return request(vserverGroupPath(id));
}

export function updateVServerGroup(id: string, input: UpdateVServerGroupInput, ifMatch?: number): Promise<VServerGroupView> {
  return request(vserverGroupPath(id), { method: 'PATCH', body: input, ifMatch });
}

export function deleteVServerGroup(id: string): Promise<unknown> {
  return request(vserverGroupPath(id), { method: 'DELETE' });
}
