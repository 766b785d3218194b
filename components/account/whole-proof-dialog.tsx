'use client';

import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';

interface Proof {
  password?: string | undefined;
  code?: string | undefined;
}

interface WholeProofDialogProps<Result> {
  title: string;
  text: string;
  submitLabel: string;
  hasPassword: boolean;
  prove: (proof: Proof) => Promise<Result>;
  onDone: (result: Result) => void;
  onClose: () => void;
}

const absentIfEmpty = (value: string) => (value === '' ? undefined : value);

/** For what changes how somebody signs in: takes the password and a code, whatever was proved before. */
export function WholeProofDialog<Result>({ title, text, submitLabel, hasPassword, prove, onDone, onClose }: WholeProofDialogProps<Result>) {
  const t = useTranslations('account');
  const tCommon = useTranslations('common');
  const formId = useId();
  const form = useForm<Proof>({ defaultValues: {} });
  const { errors } = form.formState;
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['password', 'code'],
    // Not to be planned: a plan is shown, and this has secrets in it.
    submit: async (values) => prove(values),
    onDone,
  });
  return (
    <Dialog
      open
      title={title}
      description={text}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{tCommon('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" busy={isBusy}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate className="grid gap-3" onSubmit={onSubmit}>
        {hasPassword ? (
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
        ) : null}
        <Field label={t('code')} hint={t('codeHint')} error={errors.code?.message}>
          {(control) => <TextInput {...control} autoComplete="one-time-code" {...form.register('code', { setValueAs: absentIfEmpty })} />}
        </Field>
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
