import type { RegionView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadRegionViews } from './view.ts';

/** Those that the user may see. */
export async function listRegions(context: Context): Promise<RegionView[]> {
  return read(context, { in: place.anywhere, needs: null }, async (db, access) => access.among(await loadRegionViews(db, {})));
}
