'use client';

import { useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Field, Switch, TextInput } from '#components/ui/field.tsx';
import { NO_MODIFICATION_PROTECTION } from '#domain/load-balancer.ts';
import { emptyToNull, useCreateInstance } from './input.ts';

/** The two switches of console 4.2 and 4.4, both off at first. */
export function ProtectionFields() {
  const t = useTranslations('instanceProtection');
  const form = useCreateInstance();
  const isReadOnly = useWatch({ control: form.control, name: 'modificationProtection.status' }) === 'ConsoleProtection';
  return (
    <div className="grid gap-4">
      <Switch label={t('deletion')} hint={t('deletionHint')} {...form.register('deletionProtection')} />
      <Switch
        label={t('readOnly')}
        hint={t('readOnlySwitchHint')}
        checked={isReadOnly}
        onChange={(event) =>
          form.setValue(
            'modificationProtection',
            event.target.checked ? { status: 'ConsoleProtection', reason: null } : NO_MODIFICATION_PROTECTION,
          )
        }
      />
      {isReadOnly ? (
        <Field
          label={t('reason')}
          hint={t('reasonHint')}
          error={form.formState.errors.modificationProtection?.reason?.message}
          className="ml-11"
        >
          {(control) => <TextInput {...control} {...form.register('modificationProtection.reason', { setValueAs: emptyToNull })} />}
        </Field>
      ) : null}
    </div>
  );
}
