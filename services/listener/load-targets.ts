import type { MemberRole } from '#domain/active-standby-group.ts';
import type { TargetView } from '#domain/view.ts';
import type { Listener, Server } from '#prisma/client.ts';
import { must } from '../by-key.ts';
import type { Database } from '../read.ts';

/** A member of a group of whatever kind, at the port that the listener reaches it at. */
export interface MemberRow {
  id: string;
  serverId: string;
  server: Pick<Server, 'name' | 'address'>;
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

/** A group of whatever kind. */
interface GroupRow {
  kind: TargetView['kind'];
  /** Of the default server group that of its instance. */
  id: string;
  name: string | null;
  /** Those of the default server group have no port of their own. */
  members: (Omit<MemberRow, 'port'> & { port: number | null })[];
}

/** The groups of several listeners with their members, by the id of the listener; one query, and each group once. */
export async function loadTargets(db: Database, listeners: Listener[]): Promise<Map<string, TargetRows>> {
  const groups = new Map((await loadGroups(db, listeners)).map((group) => [`${group.kind} ${group.id}`, group]));
  return new Map(
    listeners.map((listener) => {
      const { kind, id } = targetOf(listener);
      return [listener.id, toTargetRows(must(groups.get(`${kind} ${id}`), id), listener.backendPort)];
    }),
  );
}

function targetOf({ loadBalancerId, activeStandbyGroupId, vserverGroupId }: Listener): Pick<GroupRow, 'kind' | 'id'> {
  if (activeStandbyGroupId !== null) {
    return { kind: 'active-standby-group', id: activeStandbyGroupId };
  }
  return vserverGroupId === null ? { kind: 'default', id: loadBalancerId } : { kind: 'vserver-group', id: vserverGroupId };
}

async function loadGroups(db: Database, listeners: Listener[]): Promise<GroupRow[]> {
  const idsOf = (kind: GroupRow['kind']) => [
    ...new Set(listeners.flatMap((listener) => (targetOf(listener).kind === kind ? targetOf(listener).id : []))),
  ];
  return db.$queryRaw`
    SELECT 'active-standby-group' AS kind, g.id, g.name, (
      SELECT COALESCE(json_agg(json_build_object('id', m.id, 'serverId', m.server_id, 'port', m.port, 'role', m.role, 'weight', m.weight,
        'server', json_build_object('name', s.name, 'address', s.address)) ORDER BY m.role), '[]')
      FROM active_standby_member m JOIN server s ON s.id = m.server_id WHERE m.group_id = g.id) AS members
    FROM active_standby_group g WHERE g.id = ANY (${idsOf('active-standby-group')})
    UNION ALL
    SELECT 'vserver-group', g.id, g.name, (
      SELECT COALESCE(json_agg(json_build_object('id', m.id, 'serverId', m.server_id, 'port', m.port, 'role', NULL, 'weight', m.weight,
        'server', json_build_object('name', s.name, 'address', s.address))), '[]')
      FROM vserver_member m JOIN server s ON s.id = m.server_id WHERE m.group_id = g.id)
    FROM vserver_group g WHERE g.id = ANY (${idsOf('vserver-group')})
    UNION ALL
    SELECT 'default', lb.id, NULL, (
      SELECT COALESCE(json_agg(json_build_object('id', m.id, 'serverId', m.server_id, 'port', NULL, 'role', NULL, 'weight', m.weight,
        'server', json_build_object('name', s.name, 'address', s.address))), '[]')
      FROM default_server m JOIN server s ON s.id = m.server_id WHERE m.load_balancer_id = lb.id)
    FROM load_balancer lb WHERE lb.id = ANY (${idsOf('default')})`;
}

/** `backendPort` is that of the listener, for a group without ports. */
function toTargetRows({ kind, id, name, members }: GroupRow, backendPort: number | null): TargetRows {
  const reached = members.map((member) => ({ ...member, port: must(member.port ?? backendPort ?? undefined, member.id) }));
  if (kind === 'default') {
    return { target: { kind, backendPort: must(backendPort ?? undefined, id) }, members: reached.sort(byServer) };
  }
  const target: TargetView = { kind, id, name: name ?? '' };
  return { target, members: kind === 'active-standby-group' ? reached : reached.sort(byServer) };
}

interface Sorted {
  server: Pick<Server, 'name'>;
  port: number;
  id: string;
}

/** As people look for them in a list. */
export function byServer(a: Sorted, b: Sorted): number {
  return a.server.name.localeCompare(b.server.name) || a.port - b.port || a.id.localeCompare(b.id);
}
