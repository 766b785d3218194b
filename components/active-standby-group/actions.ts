import { request } from '#components/api/client.ts';
import type {
  CreateActiveStandbyGroupInput,
  SwitchActiveStandbyGroupInput,
  UpdateActiveStandbyGroupInput,
} from '#domain/active-standby-group.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';

export const groupPath = (id: string) => `/active-standby-groups/${encodeURIComponent(id)}`;

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

export function getGroup(id: string): Promise<ActiveStandbyGroupView> {
  return request(`/active-standby-groups/${encodeURIComponent(id)}`);
}

export function updateGroup(id: string, changes: UpdateActiveStandbyGroupInput, ifMatch?: number): Promise<ActiveStandbyGroupView> {
  return request(groupPath(id), { method: 'PATCH', body: changes, ifMatch });
}

export function switchGroup(id: string, order: SwitchActiveStandbyGroupInput): Promise<ActiveStandbyGroupView> {
  return request(`${groupPath(id)}/switch`, { method: 'POST', body: order });
}

export function deleteGroup(id: string): Promise<unknown> {
  return request(groupPath(id), { method: 'DELETE' });
}
