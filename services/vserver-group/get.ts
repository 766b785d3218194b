import type { VServerGroupView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { getGroupView } from './view.ts';

export async function getVServerGroup(context: Context, input: { id: string }): Promise<VServerGroupView> {
  return read(context, (db) => getGroupView(db, input.id));
}
