import type { UserView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getUserView } from './internal.ts';

export async function getUser(context: Context, { id }: { id: string }): Promise<UserView> {
  return read(context, { in: place.everywhere, needs: 'administrator' }, (db) => getUserView(db, id));
}
