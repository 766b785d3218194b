import type { ActiveStandbyGroupView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { getGroupView } from './view.ts';

export async function getActiveStandbyGroup(context: Context, input: { id: string }): Promise<ActiveStandbyGroupView> {
  return read(context, (db) => getGroupView(db, input.id));
}
