'use client';

import { type ReactNode, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Field, NumberInput, Select, Switch } from '#components/ui/field.tsx';
import { numberOrNothing, numberOrText } from '#components/ui/number-text.ts';
import { Fact, Facts } from '#components/ui/surface.tsx';
import { UDP_FLOW_IDLE_SECONDS } from '#domain/limits.ts';
import type { CreateListenerInput } from '#domain/listener.ts';
import { isHashScheduler, Scheduler, schedulerFits } from '#domain/scheduling.ts';
import type { ListsOf } from './access-control-choice.tsx';
import { AccessControlFact, AccessControlField } from './access-control-field.tsx';
import { Advanced } from './advanced.tsx';
import { ProxyProtocolChoice } from './proxy-protocol.tsx';
import { useWizardValues } from './use-wizard-values.ts';
import { INITIAL, type WizardValues } from './wizard-form.ts';

const FIELDS = ['scheduler', 'persistence', 'connectionDraining', 'bandwidthMbps', 'idleTimeoutSeconds', 'accessControl'] as const;

/** The advanced settings of console 6.1. */
export function ProtocolAdvanced({ lists, isExisting }: { lists: ListsOf; isExisting: boolean }) {
  const t = useTranslations('wizard');
  const { register, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const values = useWizardValues();
  const [isOpen, setIsOpen] = useState(false);
  const hasErrors = FIELDS.some((field) => formState.errors[field] !== undefined);
  return (
    <Advanced
      isOpen={isOpen || hasErrors}
      onOpen={() => setIsOpen(true)}
      summary={
        <Facts>
          <ProtocolFacts values={values} />
          <AccessControlFact lists={lists} value={values.accessControl} />
          <Fact term={t('clientAddress')}>{t('clientAddressBrief')}</Fact>
          {isExisting ? null : <StartFact values={values} />}
        </Facts>
      }
    >
      <SchedulerChoice isExisting={isExisting} />
      {values.protocol === 'tcp' ? (
        <>
          <PersistenceField />
          <DrainingField />
        </>
      ) : null}
      <AccessControlField lists={lists} />
      <BandwidthField />
      {values.protocol === 'tcp' ? (
        <Field label={t('idleTimeout')} hint={t('idleTimeoutHint')} error={formState.errors.idleTimeoutSeconds?.message}>
          {(field) => <NumberInput {...field} {...register('idleTimeoutSeconds', { setValueAs: numberOrText })} />}
        </Field>
      ) : (
        <p>{t('idleTimeoutUdp', { count: UDP_FLOW_IDLE_SECONDS })}</p>
      )}
      <div>
        <div className="font-medium">{t('clientAddress')}</div>
        <p className="max-w-2xl">{t('clientAddressText')}</p>
      </div>
      <ProxyProtocolChoice />
      {isExisting ? null : <Switch label={t('start')} hint={t('startHint')} {...register('start')} />}
    </Advanced>
  );
}

/** Consistent hashing and the other algorithms are two families; an existing listener stays in its own (docs/decisions/0007). */
function SchedulerChoice({ isExisting }: { isExisting: boolean }) {
  const t = useTranslations('wizard');
  const tScheduler = useTranslations('scheduler');
  const { register, control, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const protocol = useWatch({ control, name: 'protocol' });
  const saved = formState.defaultValues?.scheduler ?? 'rr';
  const isFixed = (scheduler: Scheduler) => isExisting && isHashScheduler(scheduler) !== isHashScheduler(saved);
  return (
    <Field
      label={t('scheduler')}
      hint={isExisting ? t('schedulerHintExisting') : t('schedulerHint')}
      error={formState.errors.scheduler?.message}
      className="max-w-xl"
    >
      {(field) => (
        <Select {...field} className="max-w-md" {...register('scheduler')}>
          {SCHEDULERS.filter((scheduler) => schedulerFits(protocol, scheduler)).map((scheduler) => (
            <option key={scheduler} value={scheduler} disabled={isFixed(scheduler)}>
              {tScheduler(scheduler)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** In the order of console 6.1, the console's default first. */
const SCHEDULERS = Scheduler.options.toSorted((one, other) => rank(one) - rank(other));

function rank(scheduler: Scheduler): number {
  return ['rr', 'wrr', 'wlc', 'sch', 'tch', 'qch'].indexOf(scheduler);
}

function PersistenceField() {
  const t = useTranslations('wizard');
  const { register, control, setValue, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const isOn = useWatch({ control, name: 'persistence' })?.timeoutSeconds !== 0;
  const turn = (on: boolean) =>
    setValue('persistence', { timeoutSeconds: on ? INITIAL.persistenceSeconds : 0 }, { shouldDirty: true, shouldValidate: true });
  return (
    <div className="grid gap-2">
      <Switch label={t('persistence')} hint={t('persistenceHint')} checked={isOn} onChange={(event) => turn(event.target.checked)} />
      {isOn ? (
        <Indented>
          <Field
            label={t('persistenceTimeout')}
            className="max-w-xl"
            hint={t('persistenceTimeoutHint')}
            error={formState.errors.persistence?.timeoutSeconds?.message}
          >
            {(field) => <NumberInput {...field} {...register('persistence.timeoutSeconds', { setValueAs: numberOrText })} />}
          </Field>
        </Indented>
      ) : null}
    </div>
  );
}

function DrainingField() {
  const t = useTranslations('wizard');
  const { register, control, setValue, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const isOn = (useWatch({ control, name: 'connectionDraining' }) ?? null) !== null;
  const turn = (on: boolean) =>
    setValue('connectionDraining', on ? { timeoutSeconds: INITIAL.connectionDrainingSeconds } : null, {
      shouldDirty: true,
      shouldValidate: true,
    });
  return (
    <div className="grid gap-2">
      <Switch label={t('draining')} hint={t('drainingHint')} checked={isOn} onChange={(event) => turn(event.target.checked)} />
      {isOn ? (
        <Indented>
          <Field
            label={t('drainingTimeout')}
            className="max-w-xl"
            hint={t('drainingTimeoutHint')}
            error={formState.errors.connectionDraining?.timeoutSeconds?.message}
          >
            {(field) => <NumberInput {...field} {...register('connectionDraining.timeoutSeconds', { setValueAs: numberOrText })} />}
          </Field>
        </Indented>
      ) : null}
    </div>
  );
}

function BandwidthField() {
  const t = useTranslations('wizard');
  const { register, control, setValue, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const isOn = (useWatch({ control, name: 'bandwidthMbps' }) ?? null) !== null;
  const turn = (on: boolean) => setValue('bandwidthMbps', on ? INITIAL.bandwidthMbps : null, { shouldDirty: true, shouldValidate: true });
  return (
    <div className="grid gap-2">
      <Switch label={t('bandwidth')} hint={t('bandwidthHint')} checked={isOn} onChange={(event) => turn(event.target.checked)} />
      {isOn ? (
        <Indented>
          <Field
            label={t('bandwidthPeak')}
            className="max-w-xl"
            hint={t('bandwidthPeakHint')}
            error={formState.errors.bandwidthMbps?.message}
          >
            {(field) => <NumberInput {...field} {...register('bandwidthMbps', { setValueAs: numberOrNothing })} />}
          </Field>
        </Indented>
      ) : null}
    </div>
  );
}

/** Below the words of a switch. */
function Indented({ children }: { children: ReactNode }) {
  return <div className="pl-[44px]">{children}</div>;
}

/** The options as read-only facts, those of the protocol only. */
export function ProtocolFacts({ values }: { values: WizardValues }) {
  const t = useTranslations('wizard');
  const tScheduler = useTranslations('scheduler');
  const tCommon = useTranslations('common');
  const seconds = (count: number) => tCommon('seconds', { count: Number(count) });
  const persistence = values.persistence?.timeoutSeconds ?? 0;
  return (
    <>
      <Fact term={t('scheduler')}>{tScheduler(values.scheduler ?? 'rr')}</Fact>
      {values.protocol === 'tcp' ? (
        <>
          <Fact term={t('persistenceFact')}>{persistence === 0 ? tCommon('off') : seconds(persistence)}</Fact>
          <Fact term={t('drainingFact')}>
            {values.connectionDraining ? seconds(values.connectionDraining.timeoutSeconds) : tCommon('off')}
          </Fact>
        </>
      ) : null}
      <Fact term={t('bandwidthPeak')}>
        {(values.bandwidthMbps ?? null) === null ? t('noLimit') : t('megabits', { count: Number(values.bandwidthMbps) })}
      </Fact>
      <Fact term={t('idleTimeout')}>{seconds(values.protocol === 'tcp' ? (values.idleTimeoutSeconds ?? 0) : UDP_FLOW_IDLE_SECONDS)}</Fact>
      <Fact term={t('proxyProtocol')}>{values.proxyProtocol ? tCommon('on') : tCommon('off')}</Fact>
    </>
  );
}

export function StartFact({ values }: { values: WizardValues }) {
  const t = useTranslations('wizard');
  const tCommon = useTranslations('common');
  return <Fact term={t('start')}>{values.start ? tCommon('on') : tCommon('off')}</Fact>;
}
