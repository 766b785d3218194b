'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId } from 'react';
import { type UseFormReturn, useForm, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, Switch, TextInput } from '#components/ui/field.tsx';
import { CreateRegionInput } from '#domain/region.ts';
import type { RegionView } from '#domain/view.ts';
import { createRegion, updateRegion } from './actions.ts';
import { ZonesField } from './zones-field.tsx';

export type RegionForm = UseFormReturn<z.input<typeof CreateRegionInput>, unknown, CreateRegionInput>;

interface RegionDialogProps {
  /** Absent: create a new one. */
  region?: RegionView;
  onClose: () => void;
  onSaved: (region: RegionView) => void;
}

export function RegionDialog({ region, onClose, onSaved }: RegionDialogProps) {
  const t = useTranslations('regions');
  const tCommon = useTranslations('common');
  const formId = useId();
  const idempotencyKey = useIdempotencyKey();
  const form: RegionForm = useForm({
    resolver: standardSchemaResolver(CreateRegionInput),
    mode: 'onTouched',
    defaultValues: {
      id: region?.id ?? '',
      name: region?.name ?? '',
      zones: region?.zones ?? [],
      addressPools: region?.addressPools ?? [],
      sourceNat: region?.sourceNat ?? false,
    },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['id', 'name', 'zones', 'addressPools', 'sourceNat'],
    submit: ({ id, ...rest }) => (region ? updateRegion(region.id, rest) : createRegion({ id, ...rest }, idempotencyKey)),
    onDone: onSaved,
  });
  const { errors } = form.formState;
  return (
    <Dialog
      open
      size="medium"
      title={region ? t('editTitle', { id: region.id }) : t('create')}
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
        {region ? null : (
          <Field label={t('id')} hint={t('idHint')} error={errors.id?.message}>
            {(control) => <TextInput {...control} className="font-mono" placeholder="eu-central-1" {...form.register('id')} />}
          </Field>
        )}
        <Field label={t('name')} error={errors.name?.message}>
          {(control) => <TextInput {...control} {...form.register('name')} />}
        </Field>
        <ZonesField form={form} />
        <PoolsField form={form} />
        <SourceNatField form={form} />
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}

/** What servers see, and what their route must be. */
function SourceNatField({ form }: { form: RegionForm }) {
  const t = useTranslations('regions');
  const sourceNat = useWatch({ control: form.control, name: 'sourceNat' });
  const { defaultValues } = form.formState;
  const isChanged = defaultValues?.id !== '' && defaultValues?.sourceNat !== sourceNat;
  return (
    <Switch
      label={t('sourceNat')}
      hint={
        <>
          {t(sourceNat ? 'sourceNatOn' : 'sourceNatOff')} {t('sourceNatEngine')}
          {isChanged ? <b className="mt-1 block font-medium text-text">{t('sourceNatChange')}</b> : null}
        </>
      }
      {...form.register('sourceNat')}
    />
  );
}

/** One network a line; what is wrong is named with its line. */
function PoolsField({ form }: { form: RegionForm }) {
  const t = useTranslations('regions');
  const { errors, defaultValues } = form.formState;
  const wrong = errors.addressPools;
  const line = Array.isArray(wrong) ? wrong.findIndex((one) => one?.message) : -1;
  const error =
    line >= 0 && Array.isArray(wrong) ? t('lineWrong', { line: line + 1, message: wrong[line]?.message ?? '' }) : wrong?.message;
  return (
    <Field label={t('addressPools')} hint={t('addressPoolsHint')} error={error} className="max-w-none!">
      {(control) => (
        <textarea
          {...control}
          rows={4}
          spellCheck={false}
          autoComplete="off"
          placeholder={'10.0.0.0/24\nfd00::/120'}
          className="control h-auto! resize-y py-1.5 font-mono leading-5"
          defaultValue={(defaultValues?.addressPools ?? []).join('\n')}
          onChange={(event) => form.setValue('addressPools', linesOf(event.target.value), { shouldDirty: true, shouldValidate: true })}
        />
      )}
    </Field>
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
