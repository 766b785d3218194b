import type { ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { setListenerEnabled } from './change.ts';

export async function startListener(context: Context, input: { id: string }): Promise<ListenerView> {
  return setListenerEnabled(context, input.id, true);
}
