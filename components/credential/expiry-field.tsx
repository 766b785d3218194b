'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Field, Select, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Time } from '#components/ui/text.tsx';
import { EXPIRY_DAYS, type Expiry, expiresAt as expiryOf, today } from './expiry.ts';

interface ExpiryFieldProps {
  /** What was chosen comes to; undefined: a date that is not entered yet. */
  expiresAt: string | null | undefined;
  error: string | undefined;
  onChange: (expiresAt: string | null | undefined) => void;
}

const YEAR_DAYS = 365;

export function ExpiryField({ expiresAt, error, onChange }: ExpiryFieldProps) {
  const t = useTranslations('credentials');
  const [chosen, setChosen] = useState<string>(String(EXPIRY_DAYS[1]));
  const set = (expiry: Expiry) => onChange(expiryOf(expiry, new Date()));
  const choose = (value: string) => {
    setChosen(value);
    set(value === 'never' ? { kind: 'never' } : value === 'date' ? { kind: 'date', date: '' } : { kind: 'days', days: Number(value) });
  };
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-x-4 gap-y-3">
        <Field
          label={t('expiry')}
          className="w-52"
          error={chosen === 'date' ? undefined : error}
          hint={
            expiresAt && chosen !== 'date' ? (
              <>
                {t('until')} <Time at={expiresAt} />
              </>
            ) : undefined
          }
        >
          {(control) => (
            <Select {...control} value={chosen} onChange={(event) => choose(event.target.value)}>
              {EXPIRY_DAYS.map((days) => (
                <option key={days} value={days}>
                  {days === YEAR_DAYS ? t('year') : t('days', { days })}
                </option>
              ))}
              <option value="date">{t('onDate')}</option>
              <option value="never">{t('never')}</option>
            </Select>
          )}
        </Field>
        {chosen === 'date' ? (
          <Field label={t('date')} className="w-52" hint={t('dateHint')} error={error}>
            {(control) => (
              <TextInput
                {...control}
                type="date"
                min={today(new Date())}
                onChange={(event) => set({ kind: 'date', date: event.target.value })}
              />
            )}
          </Field>
        ) : null}
      </div>
      {chosen === 'never' ? <Callout tone="warn">{t('neverAdvice')}</Callout> : null}
    </div>
  );
}
