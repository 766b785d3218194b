'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, Select, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { CreateServerInput, ServerStatus } from '#domain/server.ts';
import type { RegionView, ServerView } from '#domain/view.ts';
import { registerServer, updateServer } from './actions.ts';

const FIELDS = ['name', 'address', 'zoneId', 'status'] as const;

interface ServerDialogProps {
  region: RegionView;
  /** Absent: register a new one. */
  server?: ServerView;
  onClose: () => void;
  onSaved: (server: ServerView) => void;
}

export function ServerDialog({ region, server, onClose, onSaved }: ServerDialogProps) {
  const t = useTranslations('servers');
  const tCommon = useTranslations('common');
  const tState = useTranslations('serverState');
  const formId = useId();
  const idempotencyKey = useIdempotencyKey();
  const form = useForm<z.input<typeof CreateServerInput>, unknown, CreateServerInput>({
    resolver: standardSchemaResolver(CreateServerInput),
    mode: 'onTouched',
    defaultValues: {
      regionId: region.id,
      zoneId: server ? server.zoneId : (region.zones[0]?.id ?? null),
      name: server?.name ?? '',
      address: server?.address ?? '',
      status: server?.status ?? 'running',
    },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: FIELDS,
    submit: ({ zoneId, name, address, status, regionId }) =>
      server
        ? updateServer(server.id, { zoneId, name, address, status })
        : registerServer({ regionId, zoneId, name, address, status }, idempotencyKey),
    onDone: onSaved,
  });
  const { errors } = form.formState;
  return (
    <Dialog
      open
      title={server ? t('editTitle') : t('register')}
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
        <Field label={t('name')} error={errors.name?.message}>
          {(control) => <TextInput {...control} {...form.register('name')} />}
        </Field>
        <Field label={t('zone')} hint={t('zoneHint')} error={errors.zoneId?.message}>
          {(control) => (
            <Select {...control} {...form.register('zoneId', { setValueAs: (id: string | null) => id || null })}>
              <option value="">{t('noZone')}</option>
              {region.zones.map((zone) => (
                <option key={zone.id} value={zone.id}>
                  {zone.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('address')} hint={t('addressHint')} error={errors.address?.message}>
          {(control) => <TextInput {...control} className="font-mono" {...form.register('address')} />}
        </Field>
        <Field label={t('state')} hint={t('stateHint')} error={errors.status?.message}>
          {(control) => (
            <Select {...control} {...form.register('status')}>
              {ServerStatus.options.map((status) => (
                <option key={status} value={status}>
                  {tState(status)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {server && server.usedBy.length > 0 ? <Callout tone="warn">{t('editInUse', { count: server.usedBy.length })}</Callout> : null}
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
