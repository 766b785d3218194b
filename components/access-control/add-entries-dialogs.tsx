'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { type ReactNode, type SubmitEvent, useId, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { AccessControlEntryInput, otherVersion } from '#domain/access-control.ts';
import type { IpVersion } from '#domain/network.ts';
import type { AccessControlListView } from '#domain/view.ts';
import { addEntries } from './actions.ts';
import { readEntryLines } from './entry-lines.ts';
import { EntryLinesField } from './entry-lines-field.tsx';

const EXAMPLES = { ipv4: '192.168.1.0/24', ipv6: '2001:db8:1::/48' };

interface AddEntriesProps {
  list: AccessControlListView;
  onClose: () => void;
  /** With how many entries were sent; those that were there already stayed as they were. */
  onAdded: (list: AccessControlListView, sent: AccessControlEntryInput[]) => void;
}

function entryOf(ipVersion: IpVersion) {
  return AccessControlEntryInput.superRefine((entry, context) => {
    for (const { message } of otherVersion(ipVersion, [entry])) {
      context.addIssue({ code: 'custom', path: ['cidr'], message });
    }
  });
}

/** console 10.2: Add Entry. */
export function AddEntryDialog({ list, onClose, onAdded }: AddEntriesProps) {
  const t = useTranslations('accessControl');
  const [schema] = useState(() => entryOf(list.ipVersion));
  const form = useForm<z.input<typeof schema>, unknown, AccessControlEntryInput>({
    resolver: standardSchemaResolver(schema),
    mode: 'onTouched',
    defaultValues: { cidr: '', comment: '' },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['cidr', 'comment'],
    submit: (entry) => addEntries(list.id, [entry]).then((after) => ({ sent: [entry], after })),
    onDone: ({ after, sent }) => onAdded(after, sent),
  });
  const { errors } = form.formState;
  return (
    <EntryDialog title={t('addEntry')} isBusy={isBusy} onSubmit={onSubmit} onClose={onClose}>
      <Field label={t('cidr')} hint={t('cidrHint', { example: EXAMPLES[list.ipVersion] })} error={errors.cidr?.message}>
        {(control) => <TextInput {...control} className="font-mono" {...form.register('cidr')} />}
      </Field>
      <Field label={t('comment')} hint={t('commentHint')} error={errors.comment?.message}>
        {(control) => <TextInput {...control} {...form.register('comment')} />}
      </Field>
      <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
    </EntryDialog>
  );
}

/** console 10.2: Add Multiple Entries; all of them or, when a line is wrong, none. */
export function AddEntriesDialog({ list, onClose, onAdded }: AddEntriesProps) {
  const t = useTranslations('accessControl');
  const { ipVersion } = list;
  const [schema] = useState(() =>
    z.object({
      entries: z.string().superRefine((text, context) => {
        const { entries, wrong } = readEntryLines(text, ipVersion);
        const message = wrong[0]?.message ?? (entries.length === 0 ? t('noLine') : null);
        if (message !== null) {
          context.addIssue(message);
        }
      }),
    }),
  );
  const form = useForm<z.infer<typeof schema>>({
    resolver: standardSchemaResolver(schema),
    mode: 'onTouched',
    defaultValues: { entries: '' },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['entries'],
    submit: ({ entries }) => {
      const sent = readEntryLines(entries, ipVersion).entries;
      return addEntries(list.id, sent).then((after) => ({ sent, after }));
    },
    onDone: ({ after, sent }) => onAdded(after, sent),
  });
  const text = useWatch({ control: form.control, name: 'entries' });
  return (
    <EntryDialog title={t('addEntries')} isBusy={isBusy} onSubmit={onSubmit} onClose={onClose}>
      <EntryLinesField
        label={t('lines')}
        error={form.formState.errors.entries?.message}
        wrong={readEntryLines(text, ipVersion).wrong}
        example={`${EXAMPLES[ipVersion]}|${t('exampleComment')}`}
        {...form.register('entries')}
      />
      <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
    </EntryDialog>
  );
}

interface EntryDialogProps {
  title: string;
  isBusy: boolean;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  onClose: () => void;
  children: ReactNode;
}

function EntryDialog({ title, isBusy, onSubmit, onClose, children }: EntryDialogProps) {
  const tCommon = useTranslations('common');
  const formId = useId();
  return (
    <Dialog
      open
      size="medium"
      title={title}
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
        {children}
      </form>
    </Dialog>
  );
}
