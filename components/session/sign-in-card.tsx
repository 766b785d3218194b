'use client';

import { useTranslations } from 'use-intl';
import { EntryCard } from './entry-card.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { OrWithPassword, SingleSignOn, type SingleSignOnProps } from './single-sign-on.tsx';

interface SignInCardProps {
  next: string;
  hasPasswords: boolean;
  /** Null: it is not configured. */
  singleSignOn: SingleSignOnProps | null;
}

/** All ways to sign in that are configured. */
export function SignInCard({ next, hasPasswords, singleSignOn }: SignInCardProps) {
  const t = useTranslations('signIn');
  if (!singleSignOn) {
    return <SignInForm next={next} />;
  }
  const button = <SingleSignOn {...singleSignOn} />;
  if (!hasPasswords) {
    return <EntryCard title={t('title')}>{button}</EntryCard>;
  }
  const other = (
    <>
      {button}
      <OrWithPassword />
    </>
  );
  return <SignInForm next={next} other={other} />;
}
