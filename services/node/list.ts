import type { ProxyNodeView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { loadNodeViews } from './view.ts';

/** All worker nodes that ever reported and were not forgotten, by name. */
export async function listNodes(context: Context): Promise<ProxyNodeView[]> {
  return read(context, loadNodeViews);
}
