'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { nothingIfTaken, useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { ProtectionReason } from '#domain/load-balancer.ts';
import { updateLoadBalancer } from './actions.ts';

const ReadOnlyInput = z.object({ modificationProtection: z.object({ reason: ProtectionReason }) });

interface ReadOnlyDialogProps {
  id: string;
  version: number;
  onClose: () => void;
}

/** Switches read-only mode on, with the reason that everybody is shown who meets it (console 4.4). */
export function ReadOnlyDialog({ id, version, onClose }: ReadOnlyDialogProps) {
  const t = useTranslations('instanceProtection');
  const tCommon = useTranslations('common');
  const formId = useId();
  const guard = useConflictGuard();
  // Later answers do not change what the dialog was opened for.
  const [begunAt] = useState(version);
  const form = useForm({ resolver: standardSchemaResolver(ReadOnlyInput), defaultValues: { modificationProtection: { reason: '' } } });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['modificationProtection.reason'],
    submit: ({ modificationProtection: { reason } }) =>
      guard(
        { modificationProtection: { status: 'ConsoleProtection' as const, reason } },
        begunAt,
        (changes, ifMatch) => updateLoadBalancer(id, changes, ifMatch),
        { isSilentWhenApart: true },
      ).catch(nothingIfTaken),
    onDone: onClose,
  });
  return (
    <Dialog
      open
      title={t('dialogTitle')}
      description={t('dialogText')}
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
      <form id={formId} onSubmit={onSubmit} noValidate className="grid gap-4">
        <Field label={t('reason')} hint={t('reasonHint')} error={form.formState.errors.modificationProtection?.reason?.message}>
          {(control) => <TextInput {...control} {...form.register('modificationProtection.reason')} />}
        </Field>
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
