import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '#domain/domain-error.ts';
import { USER_LINK_HOURS } from '#domain/limits.ts';
import type { UserLinkKind } from '#domain/user.ts';
import type { UserLinkView } from '#domain/view.ts';
import type { Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';

export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Unknown, used, replaced, expired, or of a disabled user: nobody can tell these apart. */
export function linkClosed(): DomainError {
  return new DomainError('LinkClosed', 'This link was used already, was replaced by a newer one, has expired, or is unknown.');
}

/** Call it with the user's row locked: the new link makes every earlier one void. */
export async function insertLink(
  tx: Database,
  { userId, kind, createdBy }: { userId: string; kind: UserLinkKind; createdBy: string },
): Promise<UserLinkView> {
  const token = randomBytes(32).toString('base64url');
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + USER_LINK_HOURS * 3600_000);
  await tx.userLink.deleteMany({ where: { userId } });
  await tx.userLink.create({
    data: {
      userId,
      kind: kind === 'invitation' ? 'invitation' : 'password_reset',
      tokenHash: hashLinkToken(token),
      createdAt,
      createdBy,
      expiresAt,
    },
  });
  return { kind, path: `/invite?token=${token}`, expiresAt: expiresAt.toISOString() };
}

/** A link that works at this moment. */
export function isOpen(token: string): Prisma.UserLinkWhereInput {
  return { tokenHash: hashLinkToken(token), usedAt: null, expiresAt: { gt: new Date() }, user: { disabledAt: null } };
}
