import type { ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { getListenerView } from './internal.ts';

export async function getListener(context: Context, input: { id: string }): Promise<ListenerView> {
  return read(context, (db) => getListenerView(db, input.id));
}
