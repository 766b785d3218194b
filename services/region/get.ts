import type { RegionView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getRegionView } from './internal.ts';

export async function getRegion(context: Context, input: { id: string }): Promise<RegionView> {
  return read(context, { in: place.region(input.id), needs: 'viewer' }, (db) => getRegionView(db, input.id));
}
