'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Checkbox, Field, TextInput } from '#components/ui/field.tsx';
import { Card } from '#components/ui/surface.tsx';
import { ChangePasswordInput } from '#domain/account.ts';
import { PASSWORD_LENGTH_MIN } from '#domain/setup.ts';
import type { TwoFactorView } from '#domain/view.ts';
import { changePassword } from './actions.ts';

export function PasswordCard({ state }: { state: TwoFactorView }) {
  const t = useTranslations('account');
  if (!state.hasPassword) {
    return (
      <Card title={t('passwordTitle')}>
        <p className="text-muted">{t('noPassword')}</p>
      </Card>
    );
  }
  return (
    <Card title={t('passwordTitle')}>
      <PasswordForm takesCode={state.isEnabled} />
    </Card>
  );
}

/** Absent rather than empty: what is not asked for is not sent. */
const absentIfEmpty = (value: string) => (value === '' ? undefined : value);

function PasswordForm({ takesCode }: { takesCode: boolean }) {
  const t = useTranslations('account');
  const notify = useNotify();
  const endId = useId();
  const form = useForm<z.input<typeof ChangePasswordInput>, unknown, ChangePasswordInput>({
    resolver: standardSchemaResolver(ChangePasswordInput),
    mode: 'onTouched',
    defaultValues: { newPassword: '', endOtherSessions: true },
  });
  const { errors } = form.formState;
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['password', 'code', 'newPassword'],
    // Not to be planned: a plan is shown, and this has secrets in it.
    submit: async (values) => changePassword(values),
    onDone: () => {
      form.reset({ password: '', code: undefined, newPassword: '', endOtherSessions: true });
      notify('good', t('passwordChanged'));
    },
  });
  return (
    <form className="grid gap-3" noValidate onSubmit={onSubmit}>
      <Field label={t('currentPassword')} error={errors.password?.message}>
        {(control) => (
          <TextInput
            {...control}
            type="password"
            autoComplete="current-password"
            {...form.register('password', { setValueAs: absentIfEmpty })}
          />
        )}
      </Field>
      {takesCode ? (
        <Field label={t('code')} hint={t('codeHint')} error={errors.code?.message}>
          {(control) => <TextInput {...control} autoComplete="one-time-code" {...form.register('code', { setValueAs: absentIfEmpty })} />}
        </Field>
      ) : null}
      <Field label={t('newPassword')} hint={t('newPasswordHint', { min: PASSWORD_LENGTH_MIN })} error={errors.newPassword?.message}>
        {(control) => <TextInput {...control} type="password" autoComplete="new-password" {...form.register('newPassword')} />}
      </Field>
      <div className="flex items-center gap-2">
        <Checkbox id={endId} {...form.register('endOtherSessions')} />
        <label htmlFor={endId}>{t('endOtherSessions')}</label>
      </div>
      <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      <div>
        <Button type="submit" busy={isBusy}>
          {t('changePassword')}
        </Button>
      </div>
    </form>
  );
}
