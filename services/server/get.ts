import type { ServerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getServerView } from './internal.ts';

export async function getServer(context: Context, input: { id: string }): Promise<ServerView> {
  return read(context, { in: place.server(input.id), needs: 'viewer' }, (db) => getServerView(db, input.id));
}
