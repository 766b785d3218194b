'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { z } from 'zod';
import { useIdempotencyKey } from '#components/api/idempotency-key.ts';
import { useRegions } from '#components/api/queries.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { useHasRole } from '#components/session/use-me.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, Select } from '#components/ui/field.tsx';
import { Role } from '#domain/role.ts';
import type { GrantView } from '#domain/view.ts';
import { createGrant } from './actions.ts';
import { type Holder, HolderField } from './holder-field.tsx';
import { RoleField } from './role-field.tsx';

/** No region has it as its id. */
const EVERYWHERE = '*';

const NewGrant = z.object({
  holder: z.object({ kind: z.enum(['user', 'team']), id: z.string().min(1, 'Choose a user or a team.') }),
  where: z.string(),
  role: Role,
});
type NewGrant = z.infer<typeof NewGrant>;

interface GrantDialogProps {
  /** Chosen at first, in which the grant is to hold. */
  regionId: string;
  /** Absent: is chosen here. */
  holder?: Holder;
  onClose: () => void;
  onCreated: (grant: GrantView) => void;
}

/** Gives a user or a team a role in a region, or in all of them, which administrators alone can. */
export function GrantDialog({ regionId, holder, onClose, onCreated }: GrantDialogProps) {
  const t = useTranslations('permissions');
  const tCommon = useTranslations('common');
  const formId = useId();
  const idempotencyKey = useIdempotencyKey();
  const form = useForm<NewGrant>({
    resolver: standardSchemaResolver(NewGrant),
    mode: 'onTouched',
    defaultValues: { holder: holder ? { kind: holder.kind, id: holder.id } : { kind: 'user', id: '' }, where: regionId, role: 'viewer' },
  });
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['holder.id', 'where', 'role'],
    submit: (grant) => createGrant(inputOf(grant), idempotencyKey),
    onDone: onCreated,
  });
  const { errors } = form.formState;
  const [chosen, where, role] = useWatch({ control: form.control, name: ['holder', 'where', 'role'] });
  return (
    <Dialog
      open
      title={holder ? t('addTo', { name: holder.name }) : t('add')}
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
        {holder ? null : (
          <HolderField
            value={chosen}
            onChange={(value) => form.setValue('holder', value, { shouldValidate: value.id !== '' })}
            error={errors.holder?.id?.message}
          />
        )}
        <WhereField
          regionId={regionId}
          value={where}
          onChange={(next) => {
            form.setValue('where', next);
            if (next !== EVERYWHERE && role === 'administrator') {
              form.setValue('role', 'region-admin');
            }
          }}
        />
        <RoleField isEverywhere={where === EVERYWHERE} value={role} onChange={(next) => form.setValue('role', next)} />
        <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      </form>
    </Dialog>
  );
}

function inputOf({ holder, where, role }: NewGrant) {
  return {
    userId: holder.kind === 'user' ? holder.id : null,
    teamId: holder.kind === 'team' ? holder.id : null,
    regionId: where === EVERYWHERE ? null : where,
    role,
  };
}

/** Whoever administers one region gives roles there. */
function WhereField({ regionId, value, onChange }: { regionId: string; value: string; onChange: (value: string) => void }) {
  const t = useTranslations('permissions');
  const isAdministrator = useHasRole('administrator', 'everywhere');
  const regions = useRegions().data ?? [];
  const offered = isAdministrator ? regions : regions.filter(({ id }) => id === regionId);
  return (
    <Field label={t('where')}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {offered.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {isAdministrator ? <option value={EVERYWHERE}>{t('allRegionsAlsoNew')}</option> : null}
        </Select>
      )}
    </Field>
  );
}
