import type { Tag } from '#domain/tag.ts';
import type { ListenerView, VServerGroupView } from '#domain/view.ts';
import type { Prisma } from '#prisma/client.ts';
import { byServer } from '../listener/load-targets.ts';
import { loadListenerViews, toGroupListener } from '../listener/view.ts';
import type { Database } from '../read.ts';
import { loadTags } from '../tag/load.ts';
import { groupNotFound } from './internal.ts';

const include = { members: { include: { server: { include: { zone: true } } } } } satisfies Prisma.VServerGroupInclude;

type GroupRow = Prisma.VServerGroupGetPayload<{ include: typeof include }>;

export async function getGroupView(db: Database, id: string): Promise<VServerGroupView> {
  const [view] = await loadGroupViews(db, [id]);
  if (!view) {
    throw groupNotFound(id);
  }
  return view;
}

/** In the order of `ids`. */
export async function loadGroupViews(db: Database, ids: string[]): Promise<VServerGroupView[]> {
  const rows = await db.vServerGroup.findMany({ where: { id: { in: ids } }, include });
  const listeners = await loadListenerViews(db, { vserverGroupId: { in: ids } });
  const uses = (id: string) => listeners.filter(({ target }) => target.kind === 'vserver-group' && target.id === id);
  const tagsOf = await loadTags(db, 'vservergroup', ids);
  const views = new Map(rows.map((row) => [row.id, toGroupView(row, uses(row.id), tagsOf(row.id))]));
  return ids.flatMap((id) => views.get(id) ?? []);
}

function toGroupView(row: GroupRow, listeners: ListenerView[], tags: Tag[]): VServerGroupView {
  return {
    id: row.id,
    loadBalancerId: row.loadBalancerId,
    regionId: row.regionId,
    name: row.name,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    servers: row.members.sort(byServer).map((member) => ({
      memberId: member.id,
      serverId: member.serverId,
      serverName: member.server.name,
      address: member.server.address,
      zoneName: member.server.zone?.name ?? null,
      status: member.server.status,
      port: member.port,
      weight: member.weight,
    })),
    tags,
    listeners: listeners.map(toGroupListener),
  };
}
