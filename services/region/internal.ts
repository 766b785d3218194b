import { DomainError } from '#domain/domain-error.ts';
import type { RegionView } from '#domain/view.ts';
import type { AuditRecord } from '../audit.ts';
import type { Database } from '../read.ts';
import { loadRegionViews } from './view.ts';

export function regionNotFound(id: string): DomainError {
  return new DomainError('InvalidRegionId.NotFound', `There is no region "${id}".`, { path: 'regionId' });
}

export async function requireRegion(db: Database, id: string): Promise<void> {
  if ((await db.region.count({ where: { id } })) === 0) {
    throw regionNotFound(id);
  }
}

export async function getRegionView(db: Database, id: string): Promise<RegionView> {
  const [view] = await loadRegionViews(db, { id });
  if (!view) {
    throw regionNotFound(id);
  }
  return view;
}

export async function requireZone(db: Database, zone: { id: string; regionId: string; path: string }): Promise<void> {
  if ((await db.zone.count({ where: { id: zone.id, regionId: zone.regionId } })) === 0) {
    throw new DomainError('InvalidZoneId.NotFound', `The region has no zone "${zone.id}".`, { path: zone.path });
  }
}

/** What the audit log keeps of a region. */
export async function loadRegionDocument(db: Database, id: string) {
  const region = await db.region.findUniqueOrThrow({
    where: { id },
    select: { name: true, sourceNat: true, zones: { orderBy: { id: 'asc' }, select: { id: true, name: true } } },
  });
  const pools = await db.addressPool.findMany({ where: { regionId: id }, orderBy: { cidr: 'asc' } });
  return { ...region, addressPools: pools.map(({ cidr }) => cidr) };
}

export function regionAudit(action: string, id: string, change: Pick<AuditRecord, 'before' | 'after'>): AuditRecord {
  return { action, resourceType: 'region', resourceId: id, regionId: id, ...change };
}
