'use client';

import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { HealthPrecheck } from '#components/probe/health-precheck.tsx';
import { Field, NumberInput, Select, Switch, TextInput } from '#components/ui/field.tsx';
import { numberOrNull, numberOrText, textOrNull } from '#components/ui/number-text.ts';
import { Fact, Facts } from '#components/ui/surface.tsx';
import { HEALTH_CHECK_DEFAULTS, HealthCheckType } from '#domain/health-check.ts';
import { type CreateListenerInput, healthCheckFits } from '#domain/listener.ts';
import { Advanced } from './advanced.tsx';
import { FailoverBudget } from './failover-budget.tsx';
import { HealthWindows } from './health-windows.tsx';
import { HttpFacts, HttpFields } from './http-check.tsx';
import type { WizardValues } from './wizard-form.ts';

const TIMINGS = ['timeoutSeconds', 'intervalSeconds', 'healthyThreshold', 'unhealthyThreshold'] as const;

/** console 6.4. */
export function StepHealth({ regionId, loadBalancerId }: { regionId: string; loadBalancerId: string }) {
  const t = useTranslations('health');
  const { register, control, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const [settings, target] = useWatch({ control, name: ['healthCheck', 'target'] });
  const [isOpen, setIsOpen] = useState(false);
  const hasErrors = formState.errors.healthCheck !== undefined;
  return (
    <>
      <Switch
        label={t('enable')}
        hint={t(target.kind === 'active-standby-group' ? 'enableHint' : 'enableHintPool')}
        {...register('healthCheck.enabled')}
      />
      {settings.enabled ? (
        <Advanced isOpen={isOpen || hasErrors} onOpen={() => setIsOpen(true)} summary={<HealthCheckFacts settings={settings} />}>
          <HealthFields />
          <HealthPrecheck regionId={regionId} loadBalancerId={loadBalancerId} />
        </Advanced>
      ) : null}
      <HealthWindows settings={settings} kind={target.kind} />
      <FailoverBudget />
    </>
  );
}

function HealthFields() {
  const t = useTranslations('health');
  const { register, control, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const type = useWatch({ control, name: 'healthCheck.type' });
  const errors = formState.errors.healthCheck;
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      <CheckProtocol />
      <Field label={t('port')} hint={t('portHint')} error={errors?.port?.message}>
        {(field) => (
          <NumberInput
            {...field}
            placeholder={t('portPlaceholder')}
            className="max-w-48"
            {...register('healthCheck.port', { setValueAs: numberOrNull })}
          />
        )}
      </Field>
      {TIMINGS.map((name) => (
        <Field key={name} label={t(name)} hint={t(`${name}Hint`)} error={errors?.[name]?.message}>
          {(field) => <NumberInput {...field} {...register(`healthCheck.${name}`, { setValueAs: numberOrText })} />}
        </Field>
      ))}
      {type === 'udp' ? (
        <>
          <Field label={t('request')} hint={t('requestHint')} error={errors?.request?.message}>
            {(field) => <TextInput {...field} className="font-mono" {...register('healthCheck.request', { setValueAs: textOrNull })} />}
          </Field>
          <Field label={t('expected')} hint={t('expectedHint')} error={errors?.expected?.message}>
            {(field) => <TextInput {...field} className="font-mono" {...register('healthCheck.expected', { setValueAs: textOrNull })} />}
          </Field>
        </>
      ) : null}
      {type === 'http' ? <HttpFields /> : null}
    </div>
  );
}

/** A TCP listener is checked by TCP or HTTP; a UDP listener by UDP, TCP or HTTP. */
function CheckProtocol() {
  const t = useTranslations('health');
  const { control, setValue, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const [protocol, settings] = useWatch({ control, name: ['protocol', 'healthCheck'] });
  const types = HealthCheckType.options.filter((type) => healthCheckFits(protocol, { type }));
  const change = (type: HealthCheckType) => setValue('healthCheck', { ...HEALTH_CHECK_DEFAULTS[type], port: settings.port });
  return (
    <Field label={t('protocol')} hint={t('protocolHint')} error={formState.errors.healthCheck?.type?.message}>
      {(field) => (
        <Select {...field} value={settings.type} onChange={(event) => change(HealthCheckType.parse(event.target.value))}>
          {types.map((type) => (
            <option key={type} value={type}>
              {type.toUpperCase()}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** The settings as read-only facts. */
export function HealthCheckFacts({ settings }: { settings: WizardValues['healthCheck'] }) {
  const t = useTranslations('health');
  const tCommon = useTranslations('common');
  return (
    <Facts>
      <Fact term={t('protocol')}>{settings.type.toUpperCase()}</Fact>
      <Fact term={t('port')}>{settings.port ?? t('portPlaceholder')}</Fact>
      <Fact term={t('timeoutSeconds')}>{tCommon('seconds', { count: settings.timeoutSeconds })}</Fact>
      <Fact term={t('intervalSeconds')}>{tCommon('seconds', { count: settings.intervalSeconds })}</Fact>
      <Fact term={t('healthyThreshold')}>{settings.healthyThreshold}</Fact>
      <Fact term={t('unhealthyThreshold')}>{settings.unhealthyThreshold}</Fact>
      {settings.type === 'udp' ? (
        <>
          <Fact term={t('request')}>{settings.request || tCommon('none')}</Fact>
          <Fact term={t('expected')}>{settings.expected || tCommon('none')}</Fact>
        </>
      ) : null}
      {settings.type === 'http' ? <HttpFacts settings={settings} /> : null}
    </Facts>
  );
}
