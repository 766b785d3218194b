import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { grantAudit, lockGrant, needOfGrant } from './internal.ts';

export async function deleteGrant(context: Context, { id }: { id: string }): Promise<void> {
  await write(context, { in: place.grant(id), needs: needOfGrant, proof: 'recent-session' }, async (tx) => {
    const before = await lockGrant(tx, id);
    await tx.accessGrant.delete({ where: { id } });
    return { answer: undefined, audit: grantAudit('grant:deleted', before, { before, after: null }) };
  });
}
