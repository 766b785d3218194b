import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { SignInForm } from '#components/session/sign-in-form.tsx';
import { getSession } from '#services/auth/session.ts';
import { nextPath } from '../next-path.ts';
import { pageMetadata } from '../page-metadata.ts';

export const generateMetadata = pageMetadata('signIn');

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = nextPath((await searchParams).next);
  if (await getSession(await headers())) {
    redirect(next);
  }
  return <SignInForm next={next} />;
}
