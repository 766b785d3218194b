import type { RegionView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { loadRegionViews } from './view.ts';

export async function listRegions(context: Context): Promise<RegionView[]> {
  return read(context, (db) => loadRegionViews(db, {}));
}
