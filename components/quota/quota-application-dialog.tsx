'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useFormatter, useTranslations } from 'use-intl';
import type { z } from 'zod';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, NumberInput, TextInput } from '#components/ui/field.tsx';
import { numberOrText, textOrNull } from '#components/ui/number-text.ts';
import { Callout, Fact, Facts } from '#components/ui/surface.tsx';
import { CreateQuotaRequestInput, QUOTA_MUST_RISE } from '#domain/quota.ts';
import type { QuotaRequestView, QuotaView } from '#domain/view.ts';
import { applyForQuota } from './actions.ts';

const Application = CreateQuotaRequestInput.omit({ regionId: true, name: true });
type Application = z.infer<typeof Application>;

interface QuotaApplicationDialogProps {
  regionId: string;
  quota: QuotaView;
  onClose: () => void;
  onApproved: (value: number) => void;
}

/** Submit Application: approved and in force at once, or rejected, which says why (console 16.2). */
export function QuotaApplicationDialog({ regionId, quota, onClose, onApproved }: QuotaApplicationDialogProps) {
  const t = useTranslations('quotas');
  const tCommon = useTranslations('common');
  const format = useFormatter();
  const formId = useId();
  const [rejection, setRejection] = useState<QuotaRequestView | null>(null);
  const idempotencyKey = useIdempotencyKey();
  const form = useForm<z.input<typeof Application>, unknown, Application>({
    resolver: standardSchemaResolver(Application.extend({ value: Application.shape.value.min(quota.value + 1, QUOTA_MUST_RISE) })),
    mode: 'onTouched',
    defaultValues: { reason: '', email: null },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['value', 'reason', 'email'],
    // What follows a rejection is another application.
    submit: (values) => applyForQuota({ regionId, name: quota.name, ...values }, `${idempotencyKey}-${rejection?.id ?? ''}`),
    onDone: (request) => (request.result === 'approved' ? onApproved(request.to) : setRejection(request)),
  });
  const { errors } = form.formState;
  return (
    <Dialog
      open
      title={t('apply')}
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
        <Facts>
          <Fact term={t('column.name')}>{t(`name.${quota.name}`)}</Fact>
          <Fact term={t('column.value')}>{format.number(quota.value)}</Fact>
        </Facts>
        <Field label={t('requested')} hint={t('requestedHint', { from: quota.value + 1, max: quota.max })} error={errors.value?.message}>
          {(control) => <NumberInput {...control} {...form.register('value', { setValueAs: numberOrText })} />}
        </Field>
        <Field label={t('reason')} error={errors.reason?.message}>
          {(control) => <TextInput {...control} {...form.register('reason')} />}
        </Field>
        <Field label={t('email')} hint={t('emailHint')} error={errors.email?.message}>
          {(control) => <TextInput {...control} type="email" {...form.register('email', { setValueAs: textOrNull })} />}
        </Field>
        {rejection?.rejectedAbove ? (
          <Callout tone="bad" role="alert" title={t('rejectedTitle', { value: rejection.to })}>
            {t('rejectedText', { max: rejection.rejectedAbove })}
          </Callout>
        ) : null}
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
