import type { MemberRole } from '#domain/active-standby-group.ts';
import type { TargetView } from '#domain/view.ts';
import type {
  ActiveStandbyGroup,
  ActiveStandbyMember,
  DefaultServer,
  Listener,
  Server,
  VServerGroup,
  VServerMember,
} from '#prisma/client.ts';
import { byKey, must } from '../by-key.ts';
import type { Database } from '../read.ts';

/** A member of a group of whatever kind, at the port that the listener reaches it at. */
export interface MemberRow {
  id: string;
  serverId: string;
  server: Server;
  port: number;
  /** In an active/standby group only. */
  role: MemberRole | null;
  weight: number;
}

export interface TargetRows {
  target: TargetView;
  /** The active first; those of other groups by name and port. */
  members: MemberRow[];
}

/** The groups of several listeners with their members, by the id of the listener; two queries for each kind that is there. */
export async function loadTargets(db: Database, listeners: Listener[]): Promise<Map<string, TargetRows>> {
  const pairs = await loadActiveStandbyGroups(
    db,
    idsOf(listeners, (listener) => listener.activeStandbyGroupId),
  );
  const groups = await loadVServerGroups(
    db,
    idsOf(listeners, (listener) => listener.vserverGroupId),
  );
  const onDefault = listeners.filter((listener) => listener.backendPort !== null);
  const defaultServers = await loadDefaultServers(
    db,
    idsOf(onDefault, (listener) => listener.loadBalancerId),
  );
  return new Map(
    listeners.map((listener) => {
      const { id, loadBalancerId, activeStandbyGroupId, vserverGroupId, backendPort } = listener;
      if (backendPort !== null) {
        return [id, toDefaultTarget(backendPort, defaultServers.get(loadBalancerId) ?? [])];
      }
      return [
        id,
        activeStandbyGroupId === null
          ? toVServerTarget(must(groups.get(vserverGroupId ?? ''), vserverGroupId))
          : toActiveStandbyTarget(must(pairs.get(activeStandbyGroupId), activeStandbyGroupId)),
      ];
    }),
  );
}

type WithServer<M> = M & { server: Server };
type Pair = ActiveStandbyGroup & { members: WithServer<ActiveStandbyMember>[] };
type Pool = VServerGroup & { members: WithServer<VServerMember>[] };

async function loadActiveStandbyGroups(db: Database, ids: string[]): Promise<Map<string, Pair>> {
  const include = { members: { include: { server: true }, orderBy: { role: 'asc' } } } as const;
  const rows = ids.length === 0 ? [] : await db.activeStandbyGroup.findMany({ where: { id: { in: ids } }, include });
  return new Map(rows.map((row) => [row.id, row]));
}

async function loadVServerGroups(db: Database, ids: string[]): Promise<Map<string, Pool>> {
  const include = { members: { include: { server: true } } } as const;
  const rows = ids.length === 0 ? [] : await db.vServerGroup.findMany({ where: { id: { in: ids } }, include });
  return new Map(rows.map((row) => [row.id, row]));
}

async function loadDefaultServers(db: Database, loadBalancerIds: string[]): Promise<Map<string, WithServer<DefaultServer>[]>> {
  const where = { loadBalancerId: { in: loadBalancerIds } };
  const rows = loadBalancerIds.length === 0 ? [] : await db.defaultServer.findMany({ where, include: { server: true } });
  return byKey(rows, 'loadBalancerId');
}

function toActiveStandbyTarget({ id, name, members }: Pair): TargetRows {
  return { target: { kind: 'active-standby-group', id, name }, members };
}

function toVServerTarget({ id, name, members }: Pool): TargetRows {
  return { target: { kind: 'vserver-group', id, name }, members: members.map((member) => ({ ...member, role: null })).sort(byServer) };
}

function toDefaultTarget(backendPort: number, servers: WithServer<DefaultServer>[]): TargetRows {
  const members = servers.map((server) => ({ ...server, role: null, port: backendPort }));
  return { target: { kind: 'default', backendPort }, members: members.sort(byServer) };
}

/** As people look for them in a list. */
export function byServer(a: { server: Server; port: number; id: string }, b: { server: Server; port: number; id: string }): number {
  return a.server.name.localeCompare(b.server.name) || a.port - b.port || a.id.localeCompare(b.id);
}

function idsOf(listeners: Listener[], pick: (listener: Listener) => string | null): string[] {
  return [...new Set(listeners.map(pick).filter((id) => id !== null))];
}
