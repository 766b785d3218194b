'use client';

import type { FormEvent } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { signIn } from './auth-client.ts';
import { useSignInStep } from './use-sign-in-step.ts';

export function SignInPassword({ onSignedIn, onSecondFactor }: { onSignedIn: () => void; onSecondFactor: () => void }) {
  const t = useTranslations('signIn');
  const { failure, isBusy, run } = useSignInStep(t('wrong'), (outcome) => (outcome === 'signed-in' ? onSignedIn() : onSecondFactor()));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void run(signIn(String(form.get('email')).trim(), String(form.get('password'))));
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      {failure ? (
        <Callout tone="bad" role="alert">
          {failure}
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
  );
}
