import { DomainError } from '#domain/domain-error.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { loadNodeViews } from './view.ts';

/** Removes a node that is gone for good, with what it reported. A node that reports again is there again. */
export async function forgetNode(context: Context, input: { id: string }): Promise<void> {
  const { id } = input;
  await write(context, { in: place.everywhere, needs: 'administrator' }, async (tx) => {
    const before = (await loadNodeViews(tx)).find((node) => node.id === id);
    if (!before) {
      throw new DomainError('NodeNotFound', `There is no node "${id}".`);
    }
    if (before.alive) {
      throw new DomainError('NodeAlive', 'The node reports, so it cannot be forgotten. Stop its worker first.');
    }
    await tx.proxyNode.delete({ where: { id } });
    const { engine, version, heartbeatAt } = before;
    return {
      answer: undefined,
      audit: {
        action: 'node:forgotten',
        resourceType: 'node',
        resourceId: id,
        regionId: null,
        before: { engine, version, heartbeatAt },
        after: null,
      },
    };
  });
}
