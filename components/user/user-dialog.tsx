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
import { Field, TextInput } from '#components/ui/field.tsx';
import { CreateUserInput } from '#domain/user.ts';
import type { NewUserView, UserView } from '#domain/view.ts';
import { createUser, updateUser } from './actions.ts';

const FIELDS = ['name', 'email'] as const;

interface UserDialogProps {
  /** Absent: invite a new one. */
  user?: UserView;
  onClose: () => void;
  onSaved: (user: UserView | NewUserView) => void;
}

export function UserDialog({ user, onClose, onSaved }: UserDialogProps) {
  const t = useTranslations('users');
  const tCommon = useTranslations('common');
  const formId = useId();
  const idempotencyKey = useIdempotencyKey();
  const form = useForm<CreateUserInput>({
    resolver: standardSchemaResolver(CreateUserInput),
    mode: 'onTouched',
    defaultValues: { name: user?.name ?? '', email: user?.email ?? '' },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: FIELDS,
    submit: (person): Promise<UserView | NewUserView> => (user ? updateUser(user.id, person) : createUser(person, idempotencyKey)),
    onDone: onSaved,
  });
  const { errors } = form.formState;
  return (
    <Dialog
      open
      title={user ? t('editTitle') : t('invite')}
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
        <Field label={t('email')} hint={t('emailHint')} error={errors.email?.message}>
          {(control) => <TextInput {...control} type="email" {...form.register('email')} />}
        </Field>
        {user ? null : <p className="text-muted">{t('inviteText')}</p>}
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
