'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Field, Radio, Select, TextInput } from '#components/ui/field.tsx';
import { dayOf, releaseTimesOf } from './release-times.ts';

interface ReleaseWhenProps {
  /** Null: now. Undefined: on a schedule whose time is still missing. */
  value: string | null | undefined;
  onChange: (value: string | null | undefined) => void;
}

/** First step of a release (console 4.3): now, or at a full or half hour to come. */
export function ReleaseWhen({ value, onChange }: ReleaseWhenProps) {
  const t = useTranslations('release');
  const [now] = useState(() => new Date());
  const [day, setDay] = useState(() => dayOf(value ? new Date(value) : firstDay(now)));
  const times = releaseTimesOf(day, now);
  const choose = (next: string) => {
    setDay(next);
    onChange(releaseTimesOf(next, now)[0]?.at);
  };
  const isScheduled = value !== null;
  return (
    <fieldset className="grid gap-3">
      <legend className="sr-only">{t('when')}</legend>
      <Radio name="release-when" checked={!isScheduled} onChange={() => onChange(null)} label={t('now')} />
      <Radio name="release-when" checked={isScheduled} onChange={() => choose(day)} label={t('onSchedule')} />
      {isScheduled ? (
        <div className="ml-6 grid gap-1">
          <div className="flex flex-wrap gap-3">
            <Field label={t('day')} className="w-44" error={times.length === 0 ? t('dayIsPast') : undefined}>
              {(control) => (
                <TextInput {...control} type="date" min={dayOf(now)} value={day} onChange={(event) => choose(event.target.value)} />
              )}
            </Field>
            <Field label={t('time')} className="w-32">
              {(control) => (
                <Select {...control} value={value ?? ''} disabled={times.length === 0} onChange={(event) => onChange(event.target.value)}>
                  {times.map(({ at, clock }) => (
                    <option key={at} value={at}>
                      {clock}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
          <p className="text-[12.5px] text-muted">{t('scheduleHint', { utc: value ? value.slice(0, 16).replace('T', ' ') : '–' })}</p>
        </div>
      ) : null}
    </fieldset>
  );
}

/** Today, unless its last half hour has begun. */
function firstDay(now: Date): Date {
  const isLeft = releaseTimesOf(dayOf(now), now).length > 0;
  return isLeft ? now : new Date(now.getTime() + 24 * 3600_000);
}
