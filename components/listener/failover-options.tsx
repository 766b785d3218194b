'use client';

import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Field, NumberInput, Select, Switch } from '#components/ui/field.tsx';
import { numberOrText } from '#components/ui/number-text.ts';
import { Fact, Facts } from '#components/ui/surface.tsx';
import { FailbackMode, OnFailoverMode } from '#domain/failover.ts';
import type { CreateListenerInput } from '#domain/listener.ts';
import { Advanced } from './advanced.tsx';
import { useWizardValues } from './use-wizard-values.ts';
import { INITIAL, type WizardValues } from './wizard-form.ts';

const FIELDS = ['retryOnStandby', 'connectTimeoutMilliseconds', 'failback', 'onFailover', 'standbyReadinessCheck'] as const;

/** How servers are connected to, and what happens around a failover (docs/decisions/0005); nothing where nothing can be set. */
export function FailoverOptions() {
  const { formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const values = useWizardValues();
  const [isOpen, setIsOpen] = useState(false);
  const isPair = values.target.kind === 'active-standby-group';
  if (!hasFailoverOptions(values)) {
    return null;
  }
  return (
    <Advanced
      isOpen={isOpen || FIELDS.some((field) => formState.errors[field] !== undefined)}
      onOpen={() => setIsOpen(true)}
      summary={
        <Facts>
          <FailoverFacts values={values} />
        </Facts>
      }
    >
      {values.protocol === 'tcp' ? <ConnectFields isPair={isPair} /> : null}
      {isPair ? (
        <>
          <FailbackFields />
          <OnFailoverFields />
          <ReadinessField />
        </>
      ) : null}
    </Advanced>
  );
}

/** A UDP listener on several servers neither connects nor fails over. */
export function hasFailoverOptions({ protocol, target }: WizardValues): boolean {
  return protocol === 'tcp' || target.kind === 'active-standby-group';
}

function ConnectFields({ isPair }: { isPair: boolean }) {
  const t = useTranslations('failover');
  const { register, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  return (
    <>
      {isPair ? <Switch label={t('retry')} hint={t('retryHint')} {...register('retryOnStandby')} /> : null}
      <Field label={t('connectTimeout')} hint={t('connectTimeoutHint')} error={formState.errors.connectTimeoutMilliseconds?.message}>
        {(field) => <NumberInput {...field} {...register('connectTimeoutMilliseconds', { setValueAs: numberOrText })} />}
      </Field>
    </>
  );
}

function FailbackFields() {
  const t = useTranslations('failover');
  const { register, control, setValue, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const mode = useWatch({ control, name: 'failback' })?.mode ?? 'automatic';
  const choose = (next: FailbackMode) =>
    setValue(
      'failback',
      { mode: next, stableSeconds: next === 'delayed' ? INITIAL.stableSeconds : null },
      { shouldDirty: true, shouldValidate: true },
    );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('failback')} hint={t(`failbackHint.${mode}`)} error={formState.errors.failback?.mode?.message}>
        {(field) => (
          <Select {...field} value={mode} onChange={(event) => choose(FailbackMode.parse(event.target.value))}>
            {FailbackMode.options.map((option) => (
              <option key={option} value={option}>
                {t(`failbackMode.${option}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {mode === 'delayed' ? (
        <Field label={t('stableTime')} hint={t('stableTimeHint')} error={formState.errors.failback?.stableSeconds?.message}>
          {(field) => <NumberInput {...field} {...register('failback.stableSeconds', { setValueAs: numberOrText })} />}
        </Field>
      ) : null}
    </div>
  );
}

function OnFailoverFields() {
  const t = useTranslations('failover');
  const { register, control, setValue, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const mode = useWatch({ control, name: 'onFailover' })?.mode ?? 'keep';
  const choose = (next: OnFailoverMode) =>
    setValue(
      'onFailover',
      { mode: next, drainSeconds: next === 'drain' ? INITIAL.drainSeconds : null },
      { shouldDirty: true, shouldValidate: true },
    );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('onFailover')} hint={t(`onFailoverHint.${mode}`)} error={formState.errors.onFailover?.mode?.message}>
        {(field) => (
          <Select {...field} value={mode} onChange={(event) => choose(OnFailoverMode.parse(event.target.value))}>
            {OnFailoverMode.options.map((option) => (
              <option key={option} value={option}>
                {t(`onFailoverMode.${option}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {mode === 'drain' ? (
        <Field label={t('drainTime')} hint={t('drainTimeHint')} error={formState.errors.onFailover?.drainSeconds?.message}>
          {(field) => <NumberInput {...field} {...register('onFailover.drainSeconds', { setValueAs: numberOrText })} />}
        </Field>
      ) : null}
    </div>
  );
}

/** For people only: it never decides where traffic goes. */
function ReadinessField() {
  const t = useTranslations('failover');
  const { register } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  return <Switch label={t('readiness')} hint={t('readinessHint')} {...register('standbyReadinessCheck')} />;
}

/** The options as read-only facts, those of the protocol and the kind of target only. */
export function FailoverFacts({ values }: { values: WizardValues }) {
  const t = useTranslations('failover');
  const tCommon = useTranslations('common');
  const isPair = values.target.kind === 'active-standby-group';
  const failback = values.failback?.mode ?? 'automatic';
  const onFailover = values.onFailover?.mode ?? 'keep';
  return (
    <>
      {isPair && values.protocol === 'tcp' ? <Fact term={t('retry')}>{values.retryOnStandby ? tCommon('on') : tCommon('off')}</Fact> : null}
      {values.protocol === 'tcp' ? (
        <Fact term={t('connectTimeout')}>{t('milliseconds', { count: Number(values.connectTimeoutMilliseconds) })}</Fact>
      ) : null}
      {isPair ? (
        <>
          <Fact term={t('failback')}>
            {t(`failbackMode.${failback}`)}
            {failback === 'delayed' ? ` (${tCommon('seconds', { count: Number(values.failback?.stableSeconds) })})` : null}
          </Fact>
          <Fact term={t('onFailover')}>
            {t(`onFailoverMode.${onFailover}`)}
            {onFailover === 'drain' ? ` (${tCommon('seconds', { count: Number(values.onFailover?.drainSeconds) })})` : null}
          </Fact>
          <Fact term={t('readiness')}>{values.standbyReadinessCheck ? tCommon('on') : tCommon('off')}</Fact>
        </>
      ) : null}
    </>
  );
}
