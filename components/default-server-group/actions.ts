import { request, requestTagged } from '#components/api/client.ts';
import { asApiError } from '#components/api/form-errors.ts';
import type { DefaultServerInput, DefaultServersInput } from '#domain/server-group.ts';
import type { DefaultServerView } from '#domain/view.ts';

const TRIES_MAX = 5;

export const defaultServersPath = (loadBalancerId: string) => `/load-balancers/${encodeURIComponent(loadBalancerId)}/default-servers`;

export function inputsOf(servers: DefaultServerView[]): DefaultServerInput[] {
  return servers.map(({ serverId, weight }) => ({ serverId, weight }));
}

/**
 * The API takes the whole group at once. What is changed here is changed in the group as it is now, so that what others
 * have done since this page was read stays.
 */
export async function changeDefaultServers(
  loadBalancerId: string,
  change: (servers: DefaultServerInput[]) => DefaultServersInput,
): Promise<DefaultServerView[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { value: present, version } = await requestTagged<DefaultServerView[]>(defaultServersPath(loadBalancerId));
    try {
      return await replaceDefaultServers(loadBalancerId, change(inputsOf(present)), version);
    } catch (error) {
      // Somebody has changed it between the two requests: once more, on top of that.
      if (attempt >= TRIES_MAX || asApiError(error).code !== 'VersionMismatch') {
        throw error;
      }
    }
  }
}

export function replaceDefaultServers(loadBalancerId: string, servers: DefaultServersInput, ifMatch: number): Promise<DefaultServerView[]> {
  return request(defaultServersPath(loadBalancerId), { method: 'PUT', body: servers, ifMatch });
}

/** Servers that are there already get the new weight. */
export function withServers(present: DefaultServerInput[], changed: DefaultServerInput[]): DefaultServersInput {
  const isChanged = (serverId: string) => changed.some((server) => server.serverId === serverId);
  return [...present.filter(({ serverId }) => !isChanged(serverId)), ...changed];
}

/** New weights for those that still are there; who was removed meanwhile does not come back by it. */
export function withWeights(present: DefaultServerInput[], changed: DefaultServerInput[]): DefaultServersInput {
  return present.map((server) => changed.find(({ serverId }) => serverId === server.serverId) ?? server);
}

export function withoutServers(present: DefaultServerInput[], serverIds: readonly string[]): DefaultServersInput {
  return present.filter(({ serverId }) => !serverIds.includes(serverId));
}
