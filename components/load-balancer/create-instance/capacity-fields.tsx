'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Field, NumberInput, Radio, Select } from '#components/ui/field.tsx';
import { numberOrNothing } from '#components/ui/number-text.ts';
import { INSTANCE_BANDWIDTH_MBPS_MAX } from '#domain/limits.ts';
import { useSpecificationOptions } from '../specification.tsx';
import { emptyToNull, useCreateInstance } from './input.ts';

/** Specification with its ceilings, and bandwidth. */
export function CapacityFields() {
  const t = useTranslations('createInstance');
  const form = useCreateInstance();
  const options = useSpecificationOptions();
  const { errors } = form.formState;
  const [isLimited, setIsLimited] = useState(false);
  return (
    <div className="grid gap-4">
      <Field label={t('specification')} hint={t('specificationHint')} error={errors.specification?.message} className="max-w-xl">
        {(control) => (
          <Select {...control} {...form.register('specification', { setValueAs: emptyToNull })}>
            {options.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1 font-medium">{t('bandwidthMode')}</legend>
        <Radio
          name="bandwidth-mode"
          label={t('unlimited')}
          checked={!isLimited}
          onChange={() => {
            setIsLimited(false);
            form.setValue('bandwidthMbps', null);
            form.clearErrors('bandwidthMbps');
          }}
        />
        <Radio name="bandwidth-mode" label={t('limited')} checked={isLimited} onChange={() => setIsLimited(true)} />
      </fieldset>
      {isLimited ? (
        <Field label={t('bandwidth')} hint={t('bandwidthHint', { max: INSTANCE_BANDWIDTH_MBPS_MAX })} error={errors.bandwidthMbps?.message}>
          {(control) => (
            <NumberInput {...control} {...form.register('bandwidthMbps', { setValueAs: numberOrNothing, shouldUnregister: true })} />
          )}
        </Field>
      ) : null}
    </div>
  );
}
