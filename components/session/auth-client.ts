'use client';

import { leavePage } from '#components/api/client.ts';
import { dropDrafts } from '#components/feedback/use-draft.ts';

/** What came of a step of signing in; a refusal is its HTTP status (0: no answer). */
export type SignInStep =
  | { outcome: 'signed-in' | 'second-factor' }
  | { outcome: 'refused'; status: number; retryAfterSeconds: number | null };

export function signIn(email: string, password: string): Promise<SignInStep> {
  return post('/api/auth/sign-in/email', { email, password });
}

/** With a code of the app, or a recovery code. */
export function signInWithCode(code: string): Promise<SignInStep> {
  return post('/api/auth/sign-in/second-factor', { code });
}

/** A full load follows, so that nothing of the session stays in memory; what was typed goes, too. */
export async function signOut(): Promise<void> {
  leavePage();
  await post('/api/auth/sign-out', {});
  dropDrafts();
  window.location.assign('/sign-in');
}

async function post(path: string, body: object): Promise<SignInStep> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      const retryAfter = response.headers.get('retry-after');
      return { outcome: 'refused', status: response.status, retryAfterSeconds: retryAfter === null ? null : Number(retryAfter) };
    }
    const answer = (await response.json()) as { secondFactor?: boolean };
    return { outcome: answer.secondFactor ? 'second-factor' : 'signed-in' };
  } catch {
    return { outcome: 'refused', status: 0, retryAfterSeconds: null };
  }
}
