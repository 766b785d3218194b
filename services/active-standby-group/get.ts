import type { ActiveStandbyGroupView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getGroupView } from './view.ts';

export async function getActiveStandbyGroup(context: Context, input: { id: string }): Promise<ActiveStandbyGroupView> {
  return read(context, { in: place.group(input.id), needs: 'viewer' }, (db) => getGroupView(db, input.id));
}
