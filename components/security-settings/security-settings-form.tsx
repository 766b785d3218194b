'use client';

import { standardSchemaResolver } from '@hookform/resolvers/standard-schema';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useSubmit } from '#components/feedback/use-submit.ts';
import { useMe } from '#components/session/use-me.tsx';
import { Button } from '#components/ui/button.tsx';
import { Checkbox, Field, FieldError, NumberInput } from '#components/ui/field.tsx';
import { numberOrText } from '#components/ui/number-text.ts';
import { Callout, Card } from '#components/ui/surface.tsx';
import { ROLES } from '#domain/role.ts';
import {
  AUDIT_RETENTION_DAYS_MAX,
  AUDIT_RETENTION_DAYS_MIN,
  SESSION_IDLE_MINUTES_MAX,
  SESSION_IDLE_MINUTES_MIN,
  SESSION_LIFETIME_HOURS_MAX,
  SESSION_LIFETIME_HOURS_MIN,
  SecuritySettings,
} from '#domain/security-settings.ts';
import { updateSecuritySettings } from './actions.ts';

const NUMBERS = [
  { name: 'sessionIdleMinutes', min: SESSION_IDLE_MINUTES_MIN, max: SESSION_IDLE_MINUTES_MAX },
  { name: 'sessionLifetimeHours', min: SESSION_LIFETIME_HOURS_MIN, max: SESSION_LIFETIME_HOURS_MAX },
  { name: 'auditRetentionDays', min: AUDIT_RETENTION_DAYS_MIN, max: AUDIT_RETENTION_DAYS_MAX },
] as const;

export function SecuritySettingsForm({ settings, hasSecondFactor }: { settings: SecuritySettings; hasSecondFactor: boolean }) {
  const t = useTranslations('securitySettings');
  const tRole = useTranslations('userRole');
  const notify = useNotify();
  const id = useId();
  const { roles, roleEverywhere } = useMe();
  const form = useForm({ resolver: standardSchemaResolver(SecuritySettings), mode: 'onTouched', defaultValues: settings });
  const { errors, isDirty } = form.formState;
  const { onSubmit, isBusy, refusal } = useSubmit({
    form,
    fields: ['twoFactorRoles', 'sessionIdleMinutes', 'sessionLifetimeHours', 'auditRetentionDays'],
    submit: updateSecuritySettings,
    onDone: (saved) => {
      form.reset(saved);
      notify('good', t('saved'));
    },
  });
  const chosen = form.watch('twoFactorRoles');
  const own = [roleEverywhere, ...roles.map(({ role }) => role)];
  const holdsBackSelf = !hasSecondFactor && chosen.some((role) => own.includes(role));
  return (
    <form className="grid gap-4" noValidate onSubmit={onSubmit}>
      <Card title={t('twoFactor')}>
        <fieldset className="grid gap-2">
          <legend className="mb-1 text-muted">{t('twoFactorText')}</legend>
          {ROLES.map((role) => (
            <div key={role} className="flex items-center gap-2">
              <Checkbox id={`${id}-${role}`} value={role} {...form.register('twoFactorRoles')} />
              <label htmlFor={`${id}-${role}`}>{tRole(`name.${role}`)}</label>
            </div>
          ))}
          <FieldError message={errors.twoFactorRoles?.message} />
          {holdsBackSelf ? (
            <Callout tone="warn" role="status" title={t('holdsBackSelf')}>
              {t('holdsBackSelfText')}
            </Callout>
          ) : null}
        </fieldset>
      </Card>
      <Card title={t('limits')}>
        <div className="grid gap-2">
          {NUMBERS.map(({ name, min, max }) => (
            <Field key={name} label={t(name)} hint={t(`${name}Hint`, { min, max })} error={errors[name]?.message}>
              {(control) => <NumberInput {...control} {...form.register(name, { setValueAs: numberOrText })} />}
            </Field>
          ))}
        </div>
      </Card>
      <SubmitError error={refusal?.error ?? null} message={refusal?.message} />
      <div>
        <Button type="submit" variant="primary" busy={isBusy} disabled={!isDirty}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
