import { request } from '#components/api/client.ts';
import type { CreateUserInput, UpdateUserInput } from '#domain/user.ts';
import type { NewUserView, UserLinkView, UserView } from '#domain/view.ts';

const pathOf = (id: string) => `/users/${encodeURIComponent(id)}`;

export function createUser(input: CreateUserInput, idempotencyKey: string): Promise<NewUserView> {
  return request('/users', { method: 'POST', body: input, idempotencyKey });
}

export function updateUser(id: string, input: UpdateUserInput): Promise<UserView> {
  return request(pathOf(id), { method: 'PATCH', body: input });
}

export function deleteUser(id: string): Promise<unknown> {
  return request(pathOf(id), { method: 'DELETE' });
}

export function disableUser(id: string): Promise<UserView> {
  return request(`${pathOf(id)}/disable`, { method: 'POST' });
}

export function enableUser(id: string): Promise<UserView> {
  return request(`${pathOf(id)}/enable`, { method: 'POST' });
}

export function issueLink(id: string): Promise<UserLinkView> {
  return request(`${pathOf(id)}/link`, { method: 'POST' });
}

export function resetTwoFactor(id: string): Promise<UserView> {
  return request(`${pathOf(id)}/two-factor`, { method: 'DELETE' });
}
