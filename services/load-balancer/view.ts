import { isIPv6 } from 'node:net';
import { LoadBalancerSpecification } from '#domain/capacity.ts';
import type { Tag } from '#domain/tag.ts';
import type { ListenerSummary, ListenerView, LoadBalancerView } from '#domain/view.ts';
import { type LoadBalancer, Prisma } from '#prisma/client.ts';
import { byKey, only } from '../by-key.ts';
import { loadListenerViews } from '../listener/view.ts';
import type { Database } from '../read.ts';
import { tagsOf } from '../tag/load.ts';
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
  if (ids.length === 0) {
    return [];
  }
  const rows = byKey(await db.loadBalancer.findMany({ where: { id: { in: ids } } }), 'id');
  const parts = byKey(await loadParts(db, ids), 'id');
  const listeners = byKey(await loadListenerViews(db, { loadBalancerId: { in: ids } }), 'loadBalancerId');
  return ids.flatMap((id) => (rows.get(id) ?? []).map((row) => toLoadBalancerView(row, only(parts, id), listeners.get(id) ?? [])));
}

interface Parts {
  id: string;
  primaryZoneName: string | null;
  backupZoneName: string | null;
  groups: number;
  servers: number;
  tags: Tag[];
}

/** What tables beside its own say of an instance, but for its listeners. */
async function loadParts(db: Database, ids: string[]): Promise<Parts[]> {
  return db.$queryRaw<Parts[]>`
    SELECT lb.id, primary_zone.name AS "primaryZoneName", backup_zone.name AS "backupZoneName",
      (SELECT count(*) FROM active_standby_group g WHERE g.load_balancer_id = lb.id)::int
        + (SELECT count(*) FROM vserver_group g WHERE g.load_balancer_id = lb.id)::int AS groups,
      (SELECT count(DISTINCT u.server_id) FROM server_use u WHERE u.load_balancer_id = lb.id)::int AS servers,
      array_to_json(${tagsOf('instance', Prisma.sql`lb.id`)}) AS tags
    FROM load_balancer lb LEFT JOIN zone primary_zone ON primary_zone.id = lb.primary_zone_id
    LEFT JOIN zone backup_zone ON backup_zone.id = lb.backup_zone_id
    WHERE lb.id = ANY (${ids})`;
}

function toLoadBalancerView(row: LoadBalancer, parts: Parts, listeners: ListenerView[]): LoadBalancerView {
  return {
    id: row.id,
    regionId: row.regionId,
    name: row.name,
    address: row.address,
    addressType: row.addressType,
    ipVersion: isIPv6(row.address) ? 'ipv6' : 'ipv4',
    status: row.status,
    primaryZoneId: row.primaryZoneId,
    primaryZoneName: parts.primaryZoneName,
    backupZoneId: row.backupZoneId,
    backupZoneName: parts.backupZoneName,
    specification: LoadBalancerSpecification.nullable().parse(row.specification),
    bandwidthMbps: row.bandwidthMbps,
    deletionProtection: row.deletionProtection,
    modificationProtection: { status: row.modificationProtection, reason: row.modificationProtectionReason },
    scheduledRelease: row.releaseAt === null ? null : { at: row.releaseAt.toISOString(), by: row.releaseScheduledBy ?? '' },
    lock: row.status === 'locked' ? { reason: row.lockReason, by: row.lockedBy } : null,
    connectionsCurrent: listeners.reduce((sum, { traffic }) => sum + traffic.connectionsCurrent, 0),
    listenerCount: listeners.length,
    groupCount: parts.groups,
    serverCount: parts.servers,
    tags: parts.tags,
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
