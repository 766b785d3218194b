'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, FieldError, Radio, TextInput } from '#components/ui/field.tsx';
import { CreateCredentialInput, CredentialKind } from '#domain/credential.ts';
import type { CreatedCredentialView } from '#domain/view.ts';
import { createCredential } from './actions.ts';
import { EXPIRY_DAYS, expiresAt } from './expiry.ts';
import { ExpiryField } from './expiry-field.tsx';
import { ScopesField } from './scopes-field.tsx';

const FIELDS = ['name', 'scopes', 'expiresAt'] as const;

export function CreateDialog({ onClose, onCreated }: { onClose: () => void; onCreated: (credential: CreatedCredentialView) => void }) {
  const t = useTranslations('credentials');
  const tCommon = useTranslations('common');
  const formId = useId();
  const idempotencyKey = useIdempotencyKey();
  const form = useForm<CreateCredentialInput>({
    resolver: standardSchemaResolver(CreateCredentialInput),
    mode: 'onTouched',
    defaultValues: {
      kind: 'api-token',
      name: '',
      scopes: [],
      expiresAt: expiresAt({ kind: 'days', days: EXPIRY_DAYS[1] }, new Date()),
    },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: FIELDS,
    // An async function has no plan to be copied: no token may do this.
    submit: async (input) => createCredential(input, idempotencyKey),
    onDone: onCreated,
  });
  const { errors } = form.formState;
  const kind = form.watch('kind');
  return (
    <Dialog
      open
      size="medium"
      title={t('createTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={isBusy}>
            {tCommon('ok')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate className="grid gap-4" onSubmit={onSubmit}>
        <fieldset className="grid gap-1">
          <legend className="mb-1 font-medium">{t('kindLabel')}</legend>
          <div className="flex flex-wrap gap-x-6 gap-y-1">
            {CredentialKind.options.map((one) => (
              <Radio key={one} label={t(`kind.${one}`)} value={one} {...form.register('kind')} />
            ))}
          </div>
          <p className="text-[12.5px] leading-[18px] text-muted">{t(`kindText.${kind}`)}</p>
        </fieldset>
        <Field label={t('name')} hint={t('nameHint')} error={errors.name?.message}>
          {(control) => <TextInput {...control} {...form.register('name')} />}
        </Field>
        <ScopesField
          value={form.watch('scopes')}
          onChange={(scopes) => form.setValue('scopes', scopes, { shouldValidate: form.formState.isSubmitted })}
        />
        <FieldError message={errors.scopes?.message ?? errors.scopes?.root?.message} />
        <ExpiryField
          error={errors.expiresAt?.message}
          expiresAt={form.watch('expiresAt')}
          onChange={(at) => form.setValue('expiresAt', at as string | null, { shouldValidate: form.formState.isSubmitted })}
        />
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
