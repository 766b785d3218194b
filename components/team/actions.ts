import { request } from '#components/api/client.ts';
import type { CreateTeamInput, UpdateTeamInput } from '#domain/team.ts';
import type { TeamView } from '#domain/view.ts';

export function createTeam(input: CreateTeamInput, idempotencyKey: string): Promise<TeamView> {
  return request('/teams', { method: 'POST', body: input, idempotencyKey });
}

export function updateTeam(id: string, input: UpdateTeamInput): Promise<TeamView> {
  return request(`/teams/${encodeURIComponent(id)}`, { method: 'PATCH', body: input });
}

export function deleteTeam(id: string): Promise<unknown> {
  return request(`/teams/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
