'use client';

import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { EntryCard } from './entry-card.tsx';
import { SignInCode } from './sign-in-code.tsx';
import { SignInPassword } from './sign-in-password.tsx';

/** Email and password first; then, for those who have a second factor, that. `other`: another way to sign in, above the form. */
export function SignInForm({ next, other }: { next: string; other?: ReactNode }) {
  const t = useTranslations('signIn');
  const [step, setStep] = useState<'password' | 'code'>('password');
  const enter = () => window.location.assign(next);
  return (
    <EntryCard title={t(step === 'password' ? 'title' : 'codeTitle')}>
      {step === 'password' ? (
        <>
          {other}
          <SignInPassword onSignedIn={enter} onSecondFactor={() => setStep('code')} />
        </>
      ) : (
        <SignInCode onSignedIn={enter} onBack={() => setStep('password')} />
      )}
    </EntryCard>
  );
}
