import type { CredentialView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadCredentials, ownerOf } from './internal.ts';
import { toCredentialView } from './view.ts';

/** Those of whoever asks, newest first. A credential that asks sees itself only: it need not know what else there is. */
export function listCredentials(context: Context): Promise<CredentialView[]> {
  const { actor } = context;
  return read(context, { in: place.anywhere, needs: null }, async (db, access) => {
    const rows = await loadCredentials(db, { userId: ownerOf(actor), id: actor.credential?.id });
    return rows.map((row) => toCredentialView(row, access));
  });
}
