import type { AccessControlListView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getAccessControlListView } from './internal.ts';

export async function getAccessControlList(context: Context, input: { id: string }): Promise<AccessControlListView> {
  return read(context, { in: place.accessControlList(input.id), needs: 'viewer' }, (db) => getAccessControlListView(db, input.id));
}
