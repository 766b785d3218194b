import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { requireReleasableLoadBalancer } from './internal.ts';
import { releaseLoadBalancer } from './release.ts';

/** Release: its listeners and groups go with it, and the address is free again (console 4.3). */
export async function deleteLoadBalancer(context: Context, input: { id: string }): Promise<void> {
  await write(context, { in: place.loadBalancer(input.id), needs: 'operator', proof: 'recent' }, async (tx) => ({
    answer: undefined,
    audit: await releaseLoadBalancer(tx, await requireReleasableLoadBalancer(tx, input.id)),
  }));
}
