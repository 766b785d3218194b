'use client';

import { createAuthClient } from 'better-auth/react';
import { dropDrafts } from '#components/feedback/use-draft.ts';

const auth = createAuthClient();

/** Null on success, else why not, as the HTTP status (0: no answer). */
export async function signIn(email: string, password: string): Promise<number | null> {
  try {
    const { error } = await auth.signIn.email({ email, password });
    return error ? error.status : null;
  } catch {
    return 0;
  }
}

/** A full load follows, so that nothing of the session stays in memory; what was typed goes, too. */
export async function signOut(): Promise<void> {
  await auth.signOut().catch(() => null);
  dropDrafts();
  window.location.assign('/sign-in');
}
