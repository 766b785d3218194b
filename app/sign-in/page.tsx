import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { SignInCard } from '#components/session/sign-in-card.tsx';
import { signOnFailure } from '#domain/sign-on.ts';
import { getSession } from '#services/auth/session.ts';
import { readEnvironment } from '#services/environment.ts';
import { nextPath } from '../next-path.ts';
import { pageMetadata } from '../page-metadata.ts';
import type { SearchParams } from '../require-session.ts';

export const generateMetadata = pageMetadata('signIn');

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const next = nextPath(query.next);
  if (await getSession(await headers())) {
    redirect(next);
  }
  const { singleSignOn, hasPasswords } = readEnvironment();
  return (
    <SignInCard
      next={next}
      hasPasswords={hasPasswords}
      singleSignOn={singleSignOn && { name: singleSignOn.name, next, failure: signOnFailure(query.failure) }}
    />
  );
}
