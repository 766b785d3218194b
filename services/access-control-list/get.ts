import type { AccessControlListView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { getAccessControlListView } from './internal.ts';

export async function getAccessControlList(context: Context, input: { id: string }): Promise<AccessControlListView> {
  return read(context, (db) => getAccessControlListView(db, input.id));
}
