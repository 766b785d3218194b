import { BACKUP_FORMAT, BACKUP_VERSION, type BackupFile, type BackupTarget } from '#domain/backup.ts';
import { UpdateListenerInput } from '#domain/listener.ts';
import { UpdateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { ActiveStandbyGroupView, ListenerView, LoadBalancerView, VServerGroupView } from '#domain/view.ts';
import { findAccessControlListView } from '../access-control-list/view.ts';
import { loadGroupViews as loadActiveStandbyGroupViews } from '../active-standby-group/view.ts';
import { loadListenerViews } from '../listener/view.ts';
import { loadLoadBalancerViews } from '../load-balancer/view.ts';
import type { Database } from '../read.ts';
import { loadGroupViews as loadVServerGroupViews } from '../vserver-group/view.ts';

/** A thing of the database as a file has it. */
export interface Present<T> {
  id: string;
  entry: T;
}

export interface PresentGroup extends Present<{ name: string; servers: Record<string, unknown>[]; tags: unknown }> {
  /** What a file calls it: its name, or `name#2` if another one of the instance has that name. */
  key: string;
}

export interface PresentInstance extends Present<Record<string, unknown> & { address: string; name: string; running: boolean }> {
  defaultServers: Record<string, unknown>[];
  vserverGroups: PresentGroup[];
  activeStandbyGroups: PresentGroup[];
  listeners: Present<Record<string, unknown> & { protocol: string; port: number; running: boolean }>[];
}

const same = <T extends object>(value: T, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, value[name as keyof T]]));

/** All that the API can change of a listener, but for what a file says in other words. */
const LISTENER_OPTIONS = Object.keys(UpdateListenerInput.shape).filter((name) => name !== 'target' && name !== 'accessControl');
/** An instance is known by its address. */
const INSTANCE_SETTINGS = Object.keys(UpdateLoadBalancerInput.shape).filter((name) => name !== 'address');

export async function loadServers(db: Database, where: { regionId: string; id?: { in: string[] } }) {
  const rows = await db.server.findMany({ where, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  return rows.map(({ id, ...server }) => ({ id, entry: same(server, ['name', 'address', 'zoneId', 'status']) as { address: string } }));
}

export async function loadAccessControlLists(db: Database, where: { regionId: string; id?: { in: string[] } }) {
  const rows = await db.accessControlList.findMany({ where, orderBy: { name: 'asc' } });
  const views = [];
  for (const { id } of rows) {
    const view = await findAccessControlListView(db, id);
    if (view) {
      views.push({ id, entry: { name: view.name, ipVersion: view.ipVersion, entries: view.entries, tags: view.tags } });
    }
  }
  return views;
}

export async function loadInstances(db: Database, ids: string[]): Promise<PresentInstance[]> {
  const views = await loadLoadBalancerViews(db, ids);
  const listeners = await loadListenerViews(db, { loadBalancerId: { in: ids } });
  const order = { orderBy: [{ name: 'asc' as const }, { createdAt: 'asc' as const }, { id: 'asc' as const }], select: { id: true } };
  const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);
  const vserverGroups = await loadVServerGroupViews(
    db,
    idsOf(await db.vServerGroup.findMany({ where: { loadBalancerId: { in: ids } }, ...order })),
  );
  const activeStandbyGroups = await loadActiveStandbyGroupViews(
    db,
    idsOf(await db.activeStandbyGroup.findMany({ where: { loadBalancerId: { in: ids } }, ...order })),
  );
  const defaultServers = await db.defaultServer.findMany({
    where: { loadBalancerId: { in: ids } },
    include: { server: { select: { address: true } } },
    orderBy: { server: { address: 'asc' } },
  });
  return views.map((view) => {
    const own = <T extends { loadBalancerId: string }>(all: T[]) => all.filter(({ loadBalancerId }) => loadBalancerId === view.id);
    const groups = { vserver: groupsOf(own(vserverGroups)), activeStandby: groupsOf(own(activeStandbyGroups)) };
    const keys = new Map([...groups.vserver, ...groups.activeStandby].map(({ id, key }) => [id, key]));
    return {
      id: view.id,
      entry: instanceEntry(view),
      defaultServers: own(defaultServers).map(({ server, weight }) => ({ server: server.address, weight })),
      vserverGroups: groups.vserver,
      activeStandbyGroups: groups.activeStandby,
      listeners: own(listeners).map((listener) => ({ id: listener.id, entry: listenerEntry(listener, keys) })),
    };
  });
}

function instanceEntry(view: LoadBalancerView): PresentInstance['entry'] {
  const { address, name, addressType, primaryZoneId, tags } = view;
  return { address, name, addressType, primaryZoneId, ...same(view, INSTANCE_SETTINGS), running: view.status === 'active', tags };
}

function groupsOf(views: (VServerGroupView | ActiveStandbyGroupView)[]): PresentGroup[] {
  const seen = new Map<string, number>();
  return views.map(({ id, name, servers, tags }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const members = servers.map((member) => ({
      server: member.address,
      port: member.port,
      ...('role' in member ? { role: member.role } : { weight: member.weight }),
    }));
    return { id, key: keyOf(name, count), entry: { name, servers: members, tags } };
  });
}

/** What the n-th group of this name is called in a file; a name itself cannot have a "#". */
export function keyOf(name: string, count: number): string {
  return count === 1 ? name : `${name}#${count.toString()}`;
}

function listenerEntry(view: ListenerView, groupKeys: Map<string, string>): PresentInstance['listeners'][number]['entry'] {
  const { protocol, port, enabled, target, accessControl, tags } = view;
  return {
    protocol,
    port,
    running: enabled,
    target: targetOf(target, groupKeys),
    ...same(view, LISTENER_OPTIONS),
    accessControl: accessControl && { mode: accessControl.mode, lists: accessControl.lists.map(({ name }) => name).sort() },
    tags,
  };
}

function targetOf(target: ListenerView['target'], groupKeys: Map<string, string>): BackupTarget {
  return target.kind === 'default' ? target : { kind: target.kind, group: groupKeys.get(target.id) ?? target.name };
}

/** The file of these instances, with the servers and access control lists given. */
export function toFile(
  region: { id: string; name: string },
  parts: { servers: Present<object>[]; accessControlLists: Present<object>[]; instances: PresentInstance[] },
): BackupFile {
  const entries = (all: { entry: object }[]) => all.map(({ entry }) => entry);
  return {
    format: BACKUP_FORMAT,
    version: BACKUP_VERSION,
    region: { id: region.id, name: region.name },
    exportedAt: new Date().toISOString(),
    servers: entries(parts.servers) as BackupFile['servers'],
    accessControlLists: entries(parts.accessControlLists) as BackupFile['accessControlLists'],
    instances: parts.instances.map((instance) => ({
      ...instance.entry,
      defaultServers: instance.defaultServers,
      vserverGroups: entries(instance.vserverGroups),
      activeStandbyGroups: entries(instance.activeStandbyGroups),
      listeners: entries(instance.listeners),
    })) as BackupFile['instances'],
  };
}
