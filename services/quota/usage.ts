import type { QuotaName } from '#domain/quota.ts';
import type { QuotaView } from '#domain/view.ts';
import type { Database } from '../read.ts';

type Usage = Pick<QuotaView, 'used' | 'usedBy'>;
type Count = (db: Database, regionId: string) => Promise<Usage>;

interface MostRow {
  id: string;
  name: string;
  count: number;
}

type Kind = NonNullable<QuotaView['usedBy']>['kind'];

const NOTHING: Usage = { used: 0, usedBy: null };

function most(kind: Kind, [row]: MostRow[]): Usage {
  return row ? { used: row.count, usedBy: { kind, id: row.id, name: row.name } } : NOTHING;
}

/** How much of each quota is used; of those that count per resource, by the resource that has the most. */
export const USAGE: Record<QuotaName, Count> = {
  'slbs-per-user': async (db, regionId) => ({ used: await db.loadBalancer.count({ where: { regionId } }), usedBy: null }),
  'acls-per-region': async (db, regionId) => ({ used: await db.accessControlList.count({ where: { regionId } }), usedBy: null }),
  'listeners-per-slb': async (db, regionId) =>
    most(
      'load-balancer',
      await db.$queryRaw`
        SELECT lb.id, lb.name, count(*)::int AS count FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id
        WHERE lb.region_id = ${regionId} GROUP BY lb.id ORDER BY count DESC, lb.id LIMIT 1`,
    ),
  'backendservers-per-slb': async (db, regionId) =>
    most(
      'load-balancer',
      await db.$queryRaw`
        SELECT lb.id, lb.name, count(DISTINCT u.server_id)::int AS count FROM server_use u JOIN load_balancer lb ON lb.id = u.load_balancer_id
        WHERE lb.region_id = ${regionId} GROUP BY lb.id ORDER BY count DESC, lb.id LIMIT 1`,
    ),
  'slbs-per-backendserver': async (db, regionId) =>
    most(
      'server',
      await db.$queryRaw`
        SELECT s.id, s.name, count(DISTINCT u.load_balancer_id)::int AS count FROM server_use u JOIN server s ON s.id = u.server_id
        WHERE s.region_id = ${regionId} GROUP BY s.id ORDER BY count DESC, s.id LIMIT 1`,
    ),
  'entries-per-acl': async (db, regionId) =>
    most(
      'access-control-list',
      await db.$queryRaw`
        SELECT a.id, a.name, count(*)::int AS count FROM access_control_entry e JOIN access_control_list a ON a.id = e.access_control_list_id
        WHERE a.region_id = ${regionId} GROUP BY a.id ORDER BY count DESC, a.id LIMIT 1`,
    ),
  'listeners-per-acl': async (db, regionId) =>
    most(
      'access-control-list',
      await db.$queryRaw`
        SELECT a.id, a.name, count(*)::int AS count FROM listener_access_control_list la JOIN access_control_list a ON a.id = la.access_control_list_id
        WHERE a.region_id = ${regionId} GROUP BY a.id ORDER BY count DESC, a.id LIMIT 1`,
    ),
};
