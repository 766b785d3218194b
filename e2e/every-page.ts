import { readdirSync } from 'node:fs';
import { expect, type Page, type Request } from '@playwright/test';
import type { LoadBalancerView } from '#domain/view.ts';
import type { Rest } from './rest.ts';

/** What the pages of a region are about: one of everything. */
export interface Place {
  regionId: string;
  instance: LoadBalancerView;
  listenerId: string;
  activeStandbyGroupId: string;
  drillId: string;
  vserverGroupId: string;
  accessControlListId: string;
  userId: string;
  teamId: string;
}

const tabs = ({ regionId, instance }: Place) => `/${regionId}/instances/${instance.id}`;

/** Where each page of app/ is to be found. Those that only lead on to another one have no place here. */
const PAGES: Record<string, (place: Place) => string> = {
  '[region]/access-control': ({ regionId }) => `/${regionId}/access-control`,
  '[region]/access-control/[listId]': ({ regionId, accessControlListId }) => `/${regionId}/access-control/${accessControlListId}`,
  '[region]/history/[resourceType]/[id]': ({ regionId, listenerId }) => `/${regionId}/history/listener/${listenerId}`,
  '[region]/teams/[teamId]': ({ regionId, teamId }) => `/${regionId}/teams/${teamId}`,
  '[region]/users/[userId]': ({ regionId, userId }) => `/${regionId}/users/${userId}`,
  '[region]/instances': ({ regionId }) => `/${regionId}/instances`,
  '[region]/instances/create': ({ regionId }) => `/${regionId}/instances/create`,
  '[region]/instances/[id]/active-standby-server-groups/[groupId]': (place) =>
    `${tabs(place)}/active-standby-server-groups/${place.activeStandbyGroupId}`,
  '[region]/instances/[id]/active-standby-server-groups/[groupId]/edit': (place) =>
    `${tabs(place)}/active-standby-server-groups/${place.activeStandbyGroupId}/edit`,
  '[region]/instances/[id]/active-standby-server-groups/[groupId]/drills/[drillId]': (place) =>
    `${tabs(place)}/active-standby-server-groups/${place.activeStandbyGroupId}/drills/${place.drillId}`,
  '[region]/instances/[id]/listeners/[listenerId]/modify': (place) => `${tabs(place)}/listeners/${place.listenerId}/modify`,
  '[region]/instances/[id]/vserver-groups/[groupId]': (place) => `${tabs(place)}/vserver-groups/${place.vserverGroupId}`,
  '[region]/instances/[id]/vserver-groups/[groupId]/edit': (place) => `${tabs(place)}/vserver-groups/${place.vserverGroupId}/edit`,
};
const LEADING_ON = new Set(['', '[region]', '[region]/instances/[id]', 'sign-in/again']);
const WITHOUT_SESSION = new Set(['sign-in', 'setup', 'invite']);

/** Every page that there is, by its folder below app/; a page whose address is not plain from its folder needs an entry above. */
export function everyPage(place: Place): [name: string, path: string][] {
  return folders().map((folder) => {
    const path =
      PAGES[folder]?.(place) ??
      `/${folder.replace('[region]', place.regionId).replace('instances/[id]', `instances/${place.instance.id}`)}`;
    if (path.includes('[')) {
      throw new Error(`e2e/every-page.ts does not know where the page app/${folder} is.`);
    }
    return [folder.replaceAll(/[^\w]+/g, '-').replaceAll(/^-|-$/g, ''), path];
  });
}

function folders(): string[] {
  return readdirSync(new URL('../app', import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)page\.tsx$/.test(file))
    .map((file) => file.replace(/\/?page\.tsx$/, '').replace(/\([^)]*\)\//g, ''))
    .filter((folder) => !LEADING_ON.has(folder) && !WITHOUT_SESSION.has(folder))
    .sort();
}

/** Names that are free text everywhere get `word`, some of them `name`, as those with an alphabet do. */
export async function furnish(
  rest: Rest,
  region: { id: string; nextServerAddress(): string },
  { word, name, port }: { word: string; name: string; port: number },
): Promise<Place> {
  const regionId = region.id;
  const servers = [];
  for (const serverName of [word, name]) {
    servers.push(await rest.registerServer({ regionId, name: serverName, address: region.nextServerAddress() }));
  }
  const [one, two] = servers.map(({ id }) => ({ serverId: id, port: 9000 }));
  if (!one || !two) {
    throw new Error('unreachable');
  }
  const instance = await rest.createInstance(regionId, name);
  const group = await rest.createGroup(instance.id, name, one, two);
  const pool = await rest.createVServerGroup(instance.id, name, [
    { ...one, weight: 100 },
    { ...two, weight: 50 },
  ]);
  await rest.setDefaultServers(instance.id, [{ serverId: one.serverId, weight: 100 }]);
  const list = await rest.createAccessControlList({ regionId, name, entries: [{ cidr: '127.0.0.0/8', comment: word }] });
  const listener = await rest.createListener(instance.id, group.id, port, { name });
  await rest.createListenerOn(instance.id, { kind: 'vserver-group', id: pool.id }, port, { protocol: 'udp', healthCheck: { type: 'udp' } });
  await rest.updateListener(listener.id, { accessControl: { mode: 'whitelist', listIds: [list.id] } });
  const resources = [
    `load-balancers/${instance.id}`,
    `listeners/${listener.id}`,
    `vserver-groups/${pool.id}`,
    `access-control-lists/${list.id}`,
  ];
  for (const resource of resources) {
    await rest.must('PUT', `/${resource}/tags`, { tags: [{ key: word.slice(0, 60), value: word }] });
  }
  const user = await rest.must<{ id: string }>('POST', '/users', { name: word.slice(0, 80), email: `${regionId}@furnished.test` });
  const team = await rest.must<{ id: string }>('POST', '/teams', { name: `${regionId} ${word}`.slice(0, 80), userIds: [user.id] });
  await rest.must('POST', '/grants', { teamId: team.id, regionId, role: 'operator' });
  const drill = await rest.must<{ id: string }>('POST', `/active-standby-groups/${group.id}/drills`, { seconds: 10, reason: word });
  await rest.must('POST', `/active-standby-groups/${group.id}/switch`, { to: 'standby', reason: name });
  return {
    regionId,
    instance,
    listenerId: listener.id,
    activeStandbyGroupId: group.id,
    drillId: drill.id,
    vserverGroupId: pool.id,
    accessControlListId: list.id,
    userId: user.id,
    teamId: team.id,
  };
}

/** Goes there and waits until what the page has asked for first was answered and is shown. */
export async function visit(page: Page, path: string): Promise<void> {
  const open = new Set<Request>();
  let answers = 0;
  const isRead = (request: Request) => /\/api\/v1\/(?!events)/.test(request.url());
  const onRequest = (request: Request) => isRead(request) && open.add(request);
  const onEnd = (request: Request) => {
    answers += open.delete(request) ? 1 : 0;
  };
  page.on('request', onRequest).on('requestfinished', onEnd).on('requestfailed', onEnd);
  await page.goto(path);
  await expect(page.getByRole('heading').first()).toBeVisible({ timeout: 30_000 });
  await expect.poll(() => answers > 0 && open.size === 0, { message: `${path} has what it asked for`, timeout: 30_000 }).toBe(true);
  page.off('request', onRequest).off('requestfinished', onEnd).off('requestfailed', onEnd);
}
