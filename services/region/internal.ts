import { DomainError } from '#domain/domain-error.ts';
import type { Database } from '../read.ts';

export function regionNotFound(id: string): DomainError {
  return new DomainError('InvalidRegionId.NotFound', `There is no region "${id}".`, { path: 'regionId' });
}

export async function requireRegion(db: Database, id: string): Promise<void> {
  if ((await db.region.count({ where: { id } })) === 0) {
    throw regionNotFound(id);
  }
}

export async function requireZone(db: Database, zone: { id: string; regionId: string; path: string }): Promise<void> {
  if ((await db.zone.count({ where: { id: zone.id, regionId: zone.regionId } })) === 0) {
    throw new DomainError('InvalidZoneId.NotFound', `The region has no zone "${zone.id}".`, { path: zone.path });
  }
}
