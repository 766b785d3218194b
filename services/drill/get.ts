import type { DrillView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getDrillView } from './view.ts';

export async function getDrill(context: Context, input: { id: string }): Promise<DrillView> {
  return read(context, { in: place.drill(input.id), needs: 'viewer' }, (db) => getDrillView(db, input.id));
}
