import type { RegionView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { regionNotFound } from './internal.ts';
import { loadRegionViews } from './view.ts';

export async function getRegion(context: Context, input: { id: string }): Promise<RegionView> {
  const [region] = await read(context, (db) => loadRegionViews(db, { id: input.id }));
  if (!region) {
    throw regionNotFound(input.id);
  }
  return region;
}
