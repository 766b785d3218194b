'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { useMe } from '#components/session/use-me.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Card } from '#components/ui/surface.tsx';
import { UpdateMeInput } from '#domain/account.ts';
import { updateMe } from './actions.ts';

export function ProfileCard() {
  const t = useTranslations('account');
  const me = useMe();
  const notify = useNotify();
  const form = useForm({ resolver: standardSchemaResolver(UpdateMeInput), mode: 'onTouched', defaultValues: { name: me.name } });
  const { errors, isDirty } = form.formState;
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['name'],
    submit: updateMe,
    onDone: ({ name }) => {
      form.reset({ name });
      notify('good', t('saved'));
    },
  });
  return (
    <Card title={t('profile')}>
      <form className="grid gap-3" noValidate onSubmit={onSubmit}>
        <Field label={t('name')} hint={t('nameHint')} error={errors.name?.message}>
          {(control) => <TextInput {...control} autoComplete="name" {...form.register('name')} />}
        </Field>
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
        <div>
          <Button type="submit" busy={isBusy} disabled={!isDirty}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
