import type { Context } from '../context.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { type Change, write } from '../write.ts';
import { credentialAudit, credentialNotFound, getCredential, ownerOf } from './internal.ts';

/** Of whoever asks. It is refused from the next request on. */
export async function revokeCredential(context: Context, { id }: { id: string }): Promise<void> {
  const userId = ownerOf(context.actor);
  await write(context, { in: place.anywhere, needs: null, proof: 'recent-session' }, (tx) => revoke(tx, { userId, id }));
}

/** Of any user, by an administrator. */
export async function revokeCredentialOfUser(context: Context, credential: { userId: string; id: string }): Promise<void> {
  await write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, (tx) => revoke(tx, credential));
}

async function revoke(tx: Database, credential: { userId: string; id: string }): Promise<Change<void>> {
  const before = await getCredential(tx, credential);
  const { count } = await tx.credential.deleteMany({ where: credential });
  if (count === 0) {
    // Somebody else was faster.
    throw credentialNotFound(credential.id);
  }
  return { answer: undefined, audit: credentialAudit('credential:revoked', { before }) };
}
