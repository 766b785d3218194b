import type { VServerGroupView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getGroupView } from './view.ts';

export async function getVServerGroup(context: Context, input: { id: string }): Promise<VServerGroupView> {
  return read(context, { in: place.vserverGroup(input.id), needs: 'viewer' }, (db) => getGroupView(db, input.id));
}
