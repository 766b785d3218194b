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
import { Field, TextInput } from '#components/ui/field.tsx';
import { CreateTeamInput } from '#domain/team.ts';
import type { TeamView } from '#domain/view.ts';
import { createTeam, updateTeam } from './actions.ts';
import { MembersField } from './members-field.tsx';

const TeamForm = z.object({
  name: CreateTeamInput.shape.name,
  userIds: z.array(z.object({ id: z.string(), name: z.string() })),
});
type TeamForm = z.infer<typeof TeamForm>;

interface TeamDialogProps {
  /** Absent: create a new one. */
  team?: TeamView;
  onClose: () => void;
  onSaved: (team: TeamView) => void;
}

export function TeamDialog({ team, onClose, onSaved }: TeamDialogProps) {
  const t = useTranslations('teams');
  const tCommon = useTranslations('common');
  const formId = useId();
  const idempotencyKey = useIdempotencyKey();
  const form = useForm<TeamForm>({
    resolver: standardSchemaResolver(TeamForm),
    mode: 'onTouched',
    defaultValues: { name: team?.name ?? '', userIds: team?.members.map(({ id, name }) => ({ id, name })) ?? [] },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['name', 'userIds'],
    submit: ({ name, userIds }) => {
      const input = { name, userIds: userIds.map(({ id }) => id) };
      return team ? updateTeam(team.id, input) : createTeam(input, idempotencyKey);
    },
    onDone: onSaved,
  });
  const { errors } = form.formState;
  const members = useWatch({ control: form.control, name: 'userIds' });
  return (
    <Dialog
      open
      title={team ? t('editTitle') : t('create')}
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
      <form id={formId} noValidate className="grid gap-3" onSubmit={onSubmit}>
        <Field label={t('name')} error={errors.name?.message}>
          {(control) => <TextInput {...control} {...form.register('name')} />}
        </Field>
        <MembersField
          value={members}
          onChange={(next) => form.setValue('userIds', next, { shouldDirty: true })}
          error={errors.userIds?.message}
        />
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}
