import { openApiDocument } from '#app/api/openapi/document.ts';
import type { PrismaClient } from '#prisma/client.ts';
import { type DescribedOperation, operationsOf } from '#test/fuzz/request-arbitrary.ts';
import type { ApiClient } from './api.ts';
import { type ControlPlane, startControlPlane, valid } from './control-plane.ts';
import { signInWith } from './users.ts';

/** A console with one of everything in two regions, and every operation of its API. */
export interface AttackedWorld extends ControlPlane {
  administrator: ApiClient;
  /** Has a role in `north` and nowhere else. */
  northern: ApiClient;
  operations: DescribedOperation[];
  /** Ids by the first part of the paths that take them. */
  north: Record<string, string>;
  south: Record<string, string>;
}

export async function startAttackedWorld(): Promise<AttackedWorld> {
  const plane = await startControlPlane();
  const administrator = await signInWith(plane.prisma, 'administrator', [{ regionId: null, role: 'administrator' }]);
  const northern = await signInWith(plane.prisma, 'northern', [{ regionId: 'north', role: 'region-admin' }]);
  await plane.prisma.server.create({ data: { id: 'srv-south-two', regionId: 'south', name: 'south two', address: '10.1.0.2' } });
  return {
    ...plane,
    administrator,
    northern,
    operations: operationsOf(openApiDocument()),
    north: await furnish(administrator, 'north', ['srv-one', 'srv-two']),
    south: await furnish(administrator, 'south', ['srv-south', 'srv-south-two']),
  };
}

async function furnish(administrator: ApiClient, regionId: string, [one, two]: [string, string]): Promise<Record<string, string>> {
  const make = async (path: string, body: object) => String((await administrator.post(`/api/v1${path}`, body)).body.id);
  const members = [
    { serverId: one, port: 80, role: 'active' },
    { serverId: two, port: 80, role: 'standby' },
  ];
  const instance = await make('/load-balancers', { regionId, name: `web-${regionId}` });
  const group = await make(`/load-balancers/${instance}/active-standby-groups`, { name: 'pair', servers: members });
  const pool = await make(`/load-balancers/${instance}/vserver-groups`, { name: 'pool', servers: [{ serverId: one, port: 80 }] });
  const list = await make('/access-control-lists', { regionId, name: 'office' });
  const listener = await make(`/load-balancers/${instance}/listeners`, valid.listener(group, { start: true }));
  return {
    regions: regionId,
    servers: one,
    'load-balancers': instance,
    'active-standby-groups': group,
    'vserver-groups': pool,
    'access-control-lists': list,
    listeners: listener,
    probes: await make(`/active-standby-groups/${group}/check-standby`, {}),
    'failover-drills': await make(`/active-standby-groups/${group}/drills`, { seconds: 600, reason: 'test' }),
  };
}

/** The path with ids of a region; null: it takes none of a region. */
export function pathIn(ids: Record<string, string>, { path }: DescribedOperation): string | null {
  const kind = path.split('/')[1] ?? '';
  const filled = path
    .replace('{resourceType}', 'listener')
    .replace('{resourceId}', String(ids.listeners))
    .replace('{version}', '1')
    .replace('{id}', ids[kind] ?? '{id}');
  return filled === path || filled.includes('{') ? null : `/api/v1${filled}`;
}

/** For operations that are not about one thing of a region: any such path, for what is judged before anything is looked for. */
export function anyPath(ids: Record<string, string>, operation: DescribedOperation): string {
  return pathIn(ids, operation) ?? `/api/v1${operation.path.replaceAll(/\{\w+\}/g, 'anything')}`;
}

/** Null: it takes an id of something that is in no region. */
export function pathOrCollection(ids: Record<string, string>, operation: DescribedOperation): string | null {
  return pathIn(ids, operation) ?? (operation.path.includes('{') ? null : `/api/v1${operation.path}`);
}

export const nameOf = ({ method, path }: DescribedOperation) => `${method} ${path}`;

/** Rows of configuration and people: what no refused request may change. */
export async function fingerprint(prisma: PrismaClient): Promise<unknown> {
  const tables = ['region', 'zone', 'address_pool', 'server', 'load_balancer', 'listener', 'health_check', 'active_standby_group']
    .concat(['active_standby_member', 'vserver_group', 'vserver_member', 'default_server', 'access_control_list', 'access_control_entry'])
    .concat(['tag', 'quota', 'user_account', 'team', 'access_grant', 'credential', 'security_settings', 'probe_request']);
  const parts = tables.map(
    (table) => `SELECT '${table}' AS name, md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) AS hash FROM "${table}" t`,
  );
  return prisma.$queryRawUnsafe(parts.join(' UNION ALL '));
}
