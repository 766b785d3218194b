'use client';

import { useId } from 'react';
import { useFormContext } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Checkbox, Field, FieldError, Select, TextInput } from '#components/ui/field.tsx';
import { textOrNull } from '#components/ui/number-text.ts';
import { Fact } from '#components/ui/surface.tsx';
import { HttpCheckMethod, HttpStatusClass } from '#domain/health-check.ts';
import type { CreateListenerInput } from '#domain/listener.ts';
import type { WizardValues } from './wizard-form.ts';

const DEFAULT_PAGE = '/';

/** What console 6.4 adds for the HTTP check. */
export function HttpFields() {
  const t = useTranslations('health');
  const { register, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const errors = formState.errors.healthCheck;
  return (
    <>
      <Field label={t('method')} hint={t('methodHint')} error={errors?.method?.message}>
        {(field) => (
          <Select {...field} className="max-w-32" {...register('healthCheck.method')}>
            {HttpCheckMethod.options.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('path')} hint={t('pathHint')} error={errors?.path?.message}>
        {(field) => (
          <TextInput
            {...field}
            className="font-mono"
            placeholder={DEFAULT_PAGE}
            {...register('healthCheck.path', { setValueAs: textOrNull })}
          />
        )}
      </Field>
      <Field label={t('domain')} hint={t('domainHint')} error={errors?.domain?.message}>
        {(field) => (
          <TextInput
            {...field}
            className="font-mono"
            placeholder={t('domainPlaceholder')}
            {...register('healthCheck.domain', { setValueAs: textOrNull })}
          />
        )}
      </Field>
      <StatusClasses />
    </>
  );
}

function StatusClasses() {
  const t = useTranslations('health');
  const { register, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const id = useId();
  const error = formState.errors.healthCheck?.statusClasses?.message;
  const message = `${id}-message`;
  return (
    <fieldset aria-describedby={message} className="grid max-w-md content-start gap-1">
      <legend className="mb-1 font-medium">{t('statusClasses')}</legend>
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        {HttpStatusClass.options.map((statusClass) => (
          <span key={statusClass} className="flex items-center gap-1.5">
            <Checkbox id={`${id}-${statusClass}`} value={statusClass} {...register('healthCheck.statusClasses')} />
            <label htmlFor={`${id}-${statusClass}`} className="py-0.5 font-mono">
              {statusClass}
            </label>
          </span>
        ))}
      </div>
      <div id={message} className="min-h-[18px] text-[12.5px] leading-[18px] text-muted">
        {error ? <FieldError message={error} /> : t('statusClassesHint')}
      </div>
    </fieldset>
  );
}

export function HttpFacts({ settings }: { settings: WizardValues['healthCheck'] }) {
  const t = useTranslations('health');
  return (
    <>
      <Fact term={t('method')}>{settings.method}</Fact>
      <Fact term={t('path')}>{settings.path || DEFAULT_PAGE}</Fact>
      <Fact term={t('domain')}>{settings.domain || t('domainPlaceholder')}</Fact>
      <Fact term={t('statusClasses')}>{settings.statusClasses?.join(', ')}</Fact>
    </>
  );
}
