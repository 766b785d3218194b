import type { ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getListenerView } from './internal.ts';

export async function getListener(context: Context, input: { id: string }): Promise<ListenerView> {
  return read(context, { in: place.listener(input.id), needs: 'viewer' }, (db) => getListenerView(db, input.id));
}
