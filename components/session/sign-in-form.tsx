'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { signIn } from './auth-client.ts';
import { EntryCard } from './entry-card.tsx';

/** `other`: another way to sign in, above the form. */
export function SignInForm({ next, other }: { next: string; other?: ReactNode }) {
  const t = useTranslations('signIn');
  const [failure, setFailure] = useState<'wrong' | 'tooMany' | 'noAnswer' | 'failed' | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    setFailure(null);
    const status = await signIn(String(form.get('email')).trim(), String(form.get('password')));
    if (status === null) {
      window.location.assign(next);
      return;
    }
    setIsBusy(false);
    setFailure(failureOf(status));
  };

  return (
    <EntryCard title={t('title')}>
      {other}
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        {failure ? (
          <Callout tone="bad" role="alert">
            {t(failure)}
          </Callout>
        ) : null}
        <Field label={t('email')}>
          {(control) => <TextInput {...control} type="email" name="email" autoComplete="username" required autoFocus />}
        </Field>
        <Field label={t('password')}>
          {(control) => <TextInput {...control} type="password" name="password" autoComplete="current-password" required />}
        </Field>
        <Button type="submit" variant="primary" busy={isBusy}>
          {t('submit')}
        </Button>
      </form>
    </EntryCard>
  );
}

function failureOf(status: number): 'wrong' | 'tooMany' | 'noAnswer' | 'failed' {
  if (status === 429) {
    return 'tooMany';
  }
  if (status === 0 || status >= 502) {
    return 'noAnswer';
  }
  return status === 400 || status === 401 ? 'wrong' : 'failed';
}
