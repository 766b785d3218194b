'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, Select, TextInput } from '#components/ui/field.tsx';
import { GroupName } from '#domain/field.ts';
import { IpVersion } from '#domain/network.ts';
import type { AccessControlListView } from '#domain/view.ts';
import { createAccessControlList } from './actions.ts';
import { readEntryLines } from './entry-lines.ts';
import { EntryLinesField } from './entry-lines-field.tsx';

const NewList = z.object({ name: GroupName, ipVersion: IpVersion, entries: z.string() }).superRefine(({ entries, ipVersion }, context) => {
  const [first] = readEntryLines(entries, ipVersion).wrong;
  if (first) {
    context.addIssue({ code: 'custom', path: ['entries'], message: first.message });
  }
});
type NewList = z.infer<typeof NewList>;

const EXAMPLES = { ipv4: '192.168.1.0/24|office\n192.168.2.7|gateway', ipv6: '2001:db8:1::/48|office\n2001:db8:2::7|gateway' };

interface CreateListDialogProps {
  regionId: string;
  onClose: () => void;
  onCreated: (list: AccessControlListView) => void;
}

/** console 10.1. */
export function CreateListDialog({ regionId, onClose, onCreated }: CreateListDialogProps) {
  const t = useTranslations('accessControl');
  const tCommon = useTranslations('common');
  const formId = useId();
  const idempotencyKey = useIdempotencyKey();
  const form = useForm<NewList>({
    resolver: standardSchemaResolver(NewList),
    mode: 'onTouched',
    defaultValues: { name: '', ipVersion: 'ipv4', entries: '' },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['name', 'ipVersion', 'entries'],
    submit: ({ name, ipVersion, entries }) =>
      createAccessControlList({ regionId, name, ipVersion, entries: readEntryLines(entries, ipVersion).entries }, idempotencyKey),
    onDone: onCreated,
  });
  const { errors } = form.formState;
  const [entries, ipVersion] = useWatch({ control: form.control, name: ['entries', 'ipVersion'] });
  return (
    <Dialog
      open
      size="medium"
      title={t('create')}
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
        <Field label={t('name')} hint={t('nameHint')} error={errors.name?.message}>
          {(control) => <TextInput {...control} {...form.register('name')} />}
        </Field>
        <Field label={t('ipVersion')} hint={t('ipVersionHint')} error={errors.ipVersion?.message}>
          {(control) => (
            <Select {...control} {...form.register('ipVersion', { deps: form.formState.touchedFields.entries ? ['entries'] : [] })}>
              {IpVersion.options.map((version) => (
                <option key={version} value={version}>
                  {t(`version.${version}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <EntryLinesField
          label={t('firstEntries')}
          error={errors.entries?.message}
          wrong={readEntryLines(entries, ipVersion).wrong}
          example={EXAMPLES[ipVersion]}
          {...form.register('entries')}
        />
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
