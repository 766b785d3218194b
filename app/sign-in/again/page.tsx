import { redirect } from 'next/navigation';
import { nextPath } from '#app/next-path.ts';
import { pageMetadata } from '#app/page-metadata.ts';
import { requireSession, type SearchParams } from '#app/require-session.ts';
import { SignInAgain } from '#components/session/sign-in-again.tsx';
import { signOnFailure } from '#domain/sign-on.ts';
import { readEnvironment } from '#services/environment.ts';

export const generateMetadata = pageMetadata('signInAgain');

/** Where a user of single sign-on proves again who they are. */
export default async function SignInAgainPage({ searchParams }: { searchParams: SearchParams }) {
  await requireSession('/sign-in/again', searchParams);
  const query = await searchParams;
  const next = nextPath(query.next);
  const { singleSignOn } = readEnvironment();
  if (!singleSignOn) {
    redirect(next);
  }
  return <SignInAgain name={singleSignOn.name} next={next} failure={signOnFailure(query.failure)} />;
}
