'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Checkbox, Field, TextInput } from '#components/ui/field.tsx';
import { CopyButton, Mono } from '#components/ui/text.tsx';
import { EnableTwoFactorInput } from '#domain/account.ts';
import type { RecoveryCodesView, TwoFactorSetupView } from '#domain/view.ts';
import { enableTwoFactor } from './actions.ts';
import { QrCode } from './qr-code.tsx';

interface TwoFactorSetupDialogProps {
  setup: TwoFactorSetupView;
  onEnabled: (codes: RecoveryCodesView) => void;
  onClose: () => void;
}

/** Shows the secret once, and takes the first code as the proof that the app has it. */
export function TwoFactorSetupDialog({ setup, onEnabled, onClose }: TwoFactorSetupDialogProps) {
  const t = useTranslations('account');
  const tCommon = useTranslations('common');
  const formId = useId();
  const endId = useId();
  const form = useForm<z.input<typeof EnableTwoFactorInput>, unknown, EnableTwoFactorInput>({
    resolver: standardSchemaResolver(EnableTwoFactorInput),
    defaultValues: { setup: setup.setup, code: '', endOtherSessions: true },
  });
  const { errors } = form.formState;
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['code'],
    // Not to be planned: a plan is shown, and this has secrets in it.
    submit: async (values) => enableTwoFactor(values),
    onDone: onEnabled,
  });
  return (
    <Dialog
      open
      title={t('setUpTitle')}
      description={t('setUpText')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={isBusy}>
            {t('enable')}
          </Button>
        </>
      }
    >
      <div className="grid justify-items-center gap-3">
        <QrCode text={setup.uri} label={t('qrCode')} />
        <div className="text-center">
          <div className="text-[12.5px] text-muted">{t('secret')}</div>
          <div className="flex flex-wrap items-center justify-center gap-1">
            <Mono className="whitespace-normal! wrap-anywhere">{(setup.secret.match(/.{4}/g) ?? []).join(' ')}</Mono>
            <CopyButton text={setup.secret} label={t('copySecret')} />
          </div>
        </div>
      </div>
      <form id={formId} noValidate className="grid gap-3" onSubmit={onSubmit}>
        <Field label={t('firstCode')} error={errors.code?.message}>
          {(control) => (
            <TextInput {...control} inputMode="numeric" autoComplete="one-time-code" className="font-mono" {...form.register('code')} />
          )}
        </Field>
        <div className="flex items-center gap-2">
          <Checkbox id={endId} {...form.register('endOtherSessions')} />
          <label htmlFor={endId}>{t('endOtherSessions')}</label>
        </div>
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
