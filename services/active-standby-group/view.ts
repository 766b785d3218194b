import type { Tag } from '#domain/tag.ts';
import type { ActiveStandbyGroupView, GroupSwitchView, ListenerView } from '#domain/view.ts';
import type { Prisma } from '#prisma/client.ts';
import { mergeRedundancy } from '../listener/redundancy.ts';
import { loadListenerViews, mergeServing, toGroupListener } from '../listener/view.ts';
import type { Database } from '../read.ts';
import { loadTags } from '../tag/load.ts';
import { groupNotFound } from './internal.ts';

const include = { members: { include: { server: true }, orderBy: { role: 'asc' } } } satisfies Prisma.ActiveStandbyGroupInclude;

type GroupRow = Prisma.ActiveStandbyGroupGetPayload<{ include: typeof include }>;

export async function getGroupView(db: Database, id: string): Promise<ActiveStandbyGroupView> {
  const [view] = await loadGroupViews(db, [id]);
  if (!view) {
    throw groupNotFound(id);
  }
  return view;
}

/** In the order of `ids`. */
export async function loadGroupViews(db: Database, ids: string[]): Promise<ActiveStandbyGroupView[]> {
  const rows = await db.activeStandbyGroup.findMany({ where: { id: { in: ids } }, include });
  const listeners = await loadListenerViews(db, { activeStandbyGroupId: { in: ids } });
  const tagsOf = await loadTags(db, 'masterslaveservergroup', ids);
  const views = new Map(
    rows.map((row) => [
      row.id,
      toGroupView(
        row,
        listeners.filter(({ target }) => target.kind === 'active-standby-group' && target.id === row.id),
        tagsOf(row.id),
      ),
    ]),
  );
  return ids.flatMap((id) => views.get(id) ?? []);
}

function toGroupView(row: GroupRow, listeners: ListenerView[], tags: Tag[]): ActiveStandbyGroupView {
  return {
    id: row.id,
    loadBalancerId: row.loadBalancerId,
    regionId: row.regionId,
    name: row.name,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    servers: row.members.map((member) => ({
      memberId: member.id,
      serverId: member.serverId,
      serverName: member.server.name,
      address: member.server.address,
      port: member.port,
      role: member.role,
      weight: member.weight,
    })),
    serving: mergeServing(listeners.map((listener) => listener.serving)),
    redundancy: mergeRedundancy(listeners.map((listener) => listener.redundancy)),
    switch: toSwitchView(row),
    tags,
    listeners: listeners.map(toGroupListener),
  };
}

/** All four are there or none, by a constraint. */
function toSwitchView({ switchTo, switchedAt, switchReason, switchedBy }: GroupRow): GroupSwitchView | null {
  if (switchTo === null || switchedAt === null || switchReason === null || switchedBy === null) {
    return null;
  }
  return { to: switchTo, at: switchedAt.toISOString(), reason: switchReason, by: switchedBy };
}
