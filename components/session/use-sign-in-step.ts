'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { SignInStep } from './auth-client.ts';

/** One step of signing in: busy while it is under way, and what to say when it is refused. */
export function useSignInStep(wrong: string, onOutcome: (outcome: 'signed-in' | 'second-factor') => void) {
  const t = useTranslations('signIn');
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const say = ({ status, retryAfterSeconds }: { status: number; retryAfterSeconds: number | null }) => {
    if (status === 429) {
      return t('tooMany', { seconds: retryAfterSeconds ?? 60 });
    }
    if (status === 0 || status >= 502) {
      return t('noAnswer');
    }
    return status === 400 || status === 401 ? wrong : t('failed');
  };

  const run = async (step: Promise<SignInStep>): Promise<void> => {
    setIsBusy(true);
    setFailure(null);
    const result = await step;
    if (result.outcome === 'refused') {
      setFailure(say(result));
    } else {
      onOutcome(result.outcome);
    }
    // Who is signed in waits for the next page; a second click would be a second sign-in.
    setIsBusy(result.outcome === 'signed-in');
  };
  return { failure, isBusy, run };
}
