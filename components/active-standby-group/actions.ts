import { request } from '#components/api/client.ts';
import type { CreateActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';

export function createGroup(
  loadBalancerId: string,
  input: CreateActiveStandbyGroupInput,
  idempotencyKey: string,
): Promise<ActiveStandbyGroupView> {
  return request(`/load-balancers/${encodeURIComponent(loadBalancerId)}/active-standby-groups`, {
    method: 'POST',
    body: input,
    idempotencyKey,
  });
}

export function deleteGroup(id: string): Promise<unknown> {
  return request(`/active-standby-groups/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
