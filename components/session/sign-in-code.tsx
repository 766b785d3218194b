'use client';

import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { signInWithCode } from './auth-client.ts';
import { useSignInStep } from './use-sign-in-step.ts';

/** The code of the app, or a recovery code for whoever is without the app. */
export function SignInCode({ onSignedIn, onBack }: { onSignedIn: () => void; onBack: () => void }) {
  const t = useTranslations('signIn');
  const [isRecovery, setIsRecovery] = useState(false);
  const { failure, isBusy, run } = useSignInStep(t('codeWrong'), onSignedIn);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(signInWithCode(String(new FormData(event.currentTarget).get('code'))));
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      {failure ? (
        <Callout tone="bad" role="alert">
          {failure}
        </Callout>
      ) : null}
      {isRecovery ? (
        <Field key="recovery" label={t('recoveryCode')} hint={t('recoveryCodeHint')}>
          {(control) => <TextInput {...control} name="code" className="font-mono" required autoFocus />}
        </Field>
      ) : (
        <Field key="code" label={t('code')} hint={t('codeHint')}>
          {(control) => (
            <TextInput {...control} name="code" inputMode="numeric" autoComplete="one-time-code" className="font-mono" required autoFocus />
          )}
        </Field>
      )}
      <Button type="submit" variant="primary" busy={isBusy}>
        {t('submit')}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button variant="link" onClick={() => setIsRecovery(!isRecovery)}>
          {t(isRecovery ? 'useApp' : 'useRecoveryCode')}
        </Button>
        <Button variant="link" onClick={onBack}>
          {t('back')}
        </Button>
      </div>
    </form>
  );
}
