import { randomUUID } from 'node:crypto';
import { EXPIRED_CREDENTIALS_KEPT_DAYS } from '#domain/limits.ts';
import type { PrismaClient } from '#prisma/client.ts';
import { type Context, SYSTEM_ACTOR } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { credentialAudit, loadCredentials } from './internal.ts';

/** At one time; the rest comes with the next. */
const REMOVED_MAX = 100;

/** Removes what expired so long ago that nobody asks any more why it does not work. Any number of consoles may do so at once. */
export async function removeExpiredCredentials(prisma: PrismaClient): Promise<void> {
  const context: Context = { prisma, actor: SYSTEM_ACTOR, requestId: `expired-credentials-${randomUUID()}` };
  const due = await prisma.$queryRaw<{ id: string; userId: string }[]>`
    SELECT id, user_id AS "userId" FROM credential WHERE expires_at < now() - make_interval(days => ${EXPIRED_CREDENTIALS_KEPT_DAYS})
    ORDER BY expires_at LIMIT ${REMOVED_MAX}`;
  for (const credential of due) {
    await write(context, { in: place.everywhere, needs: 'administrator' }, async (tx) => {
      const [before] = await loadCredentials(tx, credential);
      const { count } = await tx.credential.deleteMany({ where: credential });
      return { answer: undefined, audit: count > 0 ? credentialAudit('credential:deleted', { before }) : null };
    });
  }
}
