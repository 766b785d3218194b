import { request } from '#components/api/client.ts';
import type { AccessControlEntryInput, CreateAccessControlListInput } from '#domain/access-control.ts';
import type { AccessControlListView } from '#domain/view.ts';

export const listPath = (id: string) => `/access-control-lists/${encodeURIComponent(id)}`;

export function createAccessControlList(input: CreateAccessControlListInput, idempotencyKey: string): Promise<AccessControlListView> {
  return request('/access-control-lists', { method: 'POST', body: input, idempotencyKey });
}

export function renameAccessControlList(id: string, name: string, ifMatch: number): Promise<AccessControlListView> {
  return request(listPath(id), { method: 'PATCH', body: { name }, ifMatch });
}

export function deleteAccessControlList(id: string): Promise<unknown> {
  return request(listPath(id), { method: 'DELETE' });
}

export function addEntries(id: string, entries: AccessControlEntryInput[]): Promise<AccessControlListView> {
  return request(`${listPath(id)}/entries`, { method: 'POST', body: { entries } });
}

export function removeEntries(id: string, cidrs: string[]): Promise<AccessControlListView> {
  return request(`${listPath(id)}/entries/remove`, { method: 'POST', body: { cidrs } });
}
