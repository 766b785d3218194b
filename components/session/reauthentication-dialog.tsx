'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { useTranslations } from 'use-intl';
import { getTwoFactor, reauthenticate } from '#components/account/actions.ts';
import { asApiError } from '#components/api/form-errors.ts';
import { LoadError, SubmitError } from '#components/feedback/load-error.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import type { TwoFactorView } from '#domain/view.ts';

/** Whoever sits here shows again that it is them: by password, by code, or where they signed in. */
export function ReauthenticationDialog({ onDecide }: { onDecide: (isProven: boolean) => void }) {
  const t = useTranslations('reauthentication');
  const tCommon = useTranslations('common');
  const formId = useId();
  const account = useQuery({ queryKey: ['two-factor'], queryFn: ({ signal }) => getTwoFactor(signal) });
  const proof = useMutation({ mutationFn: reauthenticate, onSuccess: () => onDecide(true) });
  const how = account.data ? howToProve(account.data) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const value = String(new FormData(event.currentTarget).get('proof'));
    proof.mutate(how === 'code' ? { code: value } : { password: value });
  };
  return (
    <Dialog
      open
      isOnTop
      title={t('title')}
      description={t('text')}
      onClose={() => onDecide(false)}
      footer={
        <>
          {how !== 'elsewhere' && account.data?.method === 'oidc' ? (
            <LinkButton variant="quiet" href={elsewhere()}>
              {t('elsewhere')}
            </LinkButton>
          ) : null}
          <Button onClick={() => onDecide(false)}>{tCommon('cancel')}</Button>
          {how === 'elsewhere' ? (
            <LinkButton variant="primary" href={elsewhere()}>
              {t('elsewhere')}
            </LinkButton>
          ) : (
            <Button type="submit" form={formId} variant="primary" busy={proof.isPending} disabled={how === null}>
              {t('submit')}
            </Button>
          )}
        </>
      }
    >
      {account.error ? <LoadError error={account.error} onRetry={() => void account.refetch()} /> : null}
      {how === 'elsewhere' ? <p>{t('elsewhereText')}</p> : null}
      {how === 'password' || how === 'code' ? (
        <form id={formId} className="grid gap-4" onSubmit={submit}>
          <Field label={t(how)} hint={how === 'code' ? t('codeHint') : undefined}>
            {(control) => (
              <TextInput
                {...control}
                name="proof"
                type={how === 'password' ? 'password' : 'text'}
                autoComplete={how === 'password' ? 'current-password' : 'one-time-code'}
                required
                autoFocus
              />
            )}
          </Field>
        </form>
      ) : null}
      <SubmitError error={proof.error ? asApiError(proof.error) : null} />
    </Dialog>
  );
}

/** What a session that is held back lacks is the second factor. */
function howToProve({ isEnabled, isRequired, isShown, hasPassword }: TwoFactorView): 'password' | 'code' | 'elsewhere' {
  if (isEnabled && isRequired && !isShown) {
    return 'code';
  }
  if (hasPassword) {
    return 'password';
  }
  return isEnabled ? 'code' : 'elsewhere';
}

/** At the provider, and back to this page. */
function elsewhere(): string {
  return `/sign-in/again?next=${encodeURIComponent(`${window.location.pathname}${window.location.search}`)}`;
}
