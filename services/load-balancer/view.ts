import { isIPv6 } from 'node:net';
import { LoadBalancerSpecification } from '#domain/capacity.ts';
import type { Tag } from '#domain/tag.ts';
import type { ListenerSummary, ListenerView, LoadBalancerView } from '#domain/view.ts';
import type { LoadBalancer, Zone } from '#prisma/client.ts';
import { loadListenerViews } from '../listener/view.ts';
import type { Database } from '../read.ts';
import { loadTags } from '../tag/load.ts';
import { loadBalancerNotFound } from './internal.ts';

export async function getLoadBalancerView(db: Database, id: string): Promise<LoadBalancerView> {
  const [view] = await loadLoadBalancerViews(db, [id]);
  if (!view) {
    throw loadBalancerNotFound(id);
  }
  return view;
}

/** In the order of `ids`; a page of 100 takes as many queries as one. */
export async function loadLoadBalancerViews(db: Database, ids: string[]): Promise<LoadBalancerView[]> {
  const rows = await db.loadBalancer.findMany({ where: { id: { in: ids } }, include: { primaryZone: true, backupZone: true } });
  const counts = await countParts(db, ids);
  const listeners = new Map<string, ListenerView[]>(ids.map((id) => [id, []]));
  for (const listener of await loadListenerViews(db, { loadBalancerId: { in: ids } })) {
    listeners.get(listener.loadBalancerId)?.push(listener);
  }
  const tagsOf = await loadTags(db, 'instance', ids);
  const views = new Map(
    rows.map((row) => [row.id, toLoadBalancerView(row, counts.get(row.id), listeners.get(row.id) ?? [], tagsOf(row.id))]),
  );
  return ids.flatMap((id) => views.get(id) ?? []);
}

interface PartCounts {
  id: string;
  groups: number;
  servers: number;
}

async function countParts(db: Database, ids: string[]): Promise<Map<string, PartCounts>> {
  const rows = await db.$queryRaw<PartCounts[]>`
    SELECT lb.id,
      (SELECT count(*) FROM active_standby_group g WHERE g.load_balancer_id = lb.id)::int
        + (SELECT count(*) FROM vserver_group g WHERE g.load_balancer_id = lb.id)::int AS groups,
      (SELECT count(DISTINCT u.server_id) FROM server_use u WHERE u.load_balancer_id = lb.id)::int AS servers
    FROM load_balancer lb WHERE lb.id = ANY (${ids})`;
  return new Map(rows.map((row) => [row.id, row]));
}

function toLoadBalancerView(
  row: LoadBalancer & { primaryZone: Zone | null; backupZone: Zone | null },
  counts: PartCounts | undefined,
  listeners: ListenerView[],
  tags: Tag[],
): LoadBalancerView {
  return {
    id: row.id,
    regionId: row.regionId,
    name: row.name,
    address: row.address,
    addressType: row.addressType,
    ipVersion: isIPv6(row.address) ? 'ipv6' : 'ipv4',
    status: row.status,
    primaryZoneId: row.primaryZoneId,
    primaryZoneName: row.primaryZone?.name ?? null,
    backupZoneId: row.backupZoneId,
    backupZoneName: row.backupZone?.name ?? null,
    specification: LoadBalancerSpecification.nullable().parse(row.specification),
    bandwidthMbps: row.bandwidthMbps,
    deletionProtection: row.deletionProtection,
    modificationProtection: { status: row.modificationProtection, reason: row.modificationProtectionReason },
    scheduledRelease: row.releaseAt === null ? null : { at: row.releaseAt.toISOString(), by: row.releaseScheduledBy ?? '' },
    lock: row.status === 'locked' ? { reason: row.lockReason, by: row.lockedBy } : null,
    connectionsCurrent: listeners.reduce((sum, { traffic }) => sum + traffic.connectionsCurrent, 0),
    listenerCount: listeners.length,
    groupCount: counts?.groups ?? 0,
    serverCount: counts?.servers ?? 0,
    tags,
    revision: row.revision,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    listeners: listeners.map(toSummary),
  };
}

function toSummary({
  id,
  protocol,
  port,
  name,
  status,
  health,
  serving,
  redundancy,
  members,
  nodes,
  target,
}: ListenerView): ListenerSummary {
  return { id, protocol, port, name, status, health, serving, redundancy, members, nodes, target };
}
