import 'server-only';
import { randomUUID } from 'node:crypto';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { MeView } from '#domain/view.ts';
import { getSession } from '#services/auth/session.ts';
import { database } from '#services/database.ts';
import { getMe } from '#services/me/get.ts';

/** Where a second factor is set up and shown. */
export const ACCOUNT_PATH = '/account';

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** For layouts, which do not know the path to come back to: they show nothing of their own to a stranger, and the page redirects. */
export async function sessionOrNull() {
  return getSession(await headers());
}

/** As `sessionOrNull`, with what the user may do. */
export async function meOrNull(): Promise<MeView | null> {
  const session = await sessionOrNull();
  if (!session) {
    return null;
  }
  const { user, ...rest } = session;
  const actor = { type: 'user', id: user.id, name: user.name } as const;
  return getMe({ prisma: database(), actor, session: rest, requestId: randomUUID() });
}

/** The signed-in user; everyone else goes to the sign-in page and comes back to `path` afterwards. */
export async function requireSession(path: string, searchParams?: SearchParams): Promise<{ id: string; name: string; email: string }> {
  const session = await getSession(await headers(), { isActivity: true });
  if (!session) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries((await searchParams) ?? {})) {
      query.append(name, String(value ?? ''));
    }
    redirect(`/sign-in?next=${encodeURIComponent(query.size > 0 ? `${path}?${query.toString()}` : path)}`);
  }
  if (session.isHeldBack && path !== ACCOUNT_PATH) {
    redirect(ACCOUNT_PATH);
  }
  return session.user;
}
