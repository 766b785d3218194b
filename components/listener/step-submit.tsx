'use client';

import type { ReactNode } from 'react';
import { useFormContext } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Callout, Fact, Facts } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import { clientsMayFailSeconds } from '#domain/health-check.ts';
import { type CreateListenerInput, defaultListenerName } from '#domain/listener.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import { AccessControlFact } from './access-control-field.tsx';
import { FailoverFacts, hasFailoverOptions } from './failover-options.tsx';
import { CheckOff } from './health-windows.tsx';
import { ProtocolFacts, StartFact } from './protocol-advanced.tsx';
import { HealthCheckFacts } from './step-health.tsx';
import { TargetFacts } from './target-preview.tsx';
import { effectiveValues, type Step, type WizardValues } from './wizard-form.ts';

interface StepSubmitProps {
  instance: LoadBalancerView;
  isExisting: boolean;
  onModify: (step: Step) => void;
}

/** console 6.5: everything once more, each part with a way back. */
export function StepSubmit({ instance, isExisting, onModify }: StepSubmitProps) {
  const t = useTranslations('wizard');
  const tBudget = useTranslations('failoverBudget');
  const { getValues } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const values = effectiveValues(getValues());
  const { healthCheck } = values;
  return (
    <>
      {instance.status === 'inactive' ? <Callout tone="warn">{t('instanceStopped')}</Callout> : null}
      <Part step="protocol" onModify={onModify}>
        <Facts>
          <Fact term={t('protocol')}>{values.protocol.toUpperCase()}</Fact>
          <Fact term={t('port')}>
            <Mono>{values.port}</Mono>
          </Fact>
          <Fact term={t('name')}>{values.name ?? defaultListenerName(values)}</Fact>
          <ProtocolFacts values={values} />
          <AccessControlFact lists={instance} value={values.accessControl} />
          {isExisting ? null : <StartFact values={values} />}
        </Facts>
      </Part>
      <Part step="backend" onModify={onModify}>
        <div className="grid gap-3">
          <TargetFacts loadBalancerId={instance.id} target={values.target} />
          {hasFailoverOptions(values) ? (
            <Facts>
              <FailoverFacts values={values} />
            </Facts>
          ) : null}
        </div>
      </Part>
      <Part step="health" onModify={onModify}>
        {healthCheck.enabled ? (
          <div className="grid gap-3">
            <HealthCheckFacts settings={healthCheck} />
            <b>{tBudget('clientsMayFail', { count: clientsMayFailSeconds(healthCheck) })}</b>
          </div>
        ) : (
          <CheckOff kind={values.target.kind} />
        )}
      </Part>
    </>
  );
}

function Part({ step, onModify, children }: { step: Exclude<Step, 'submit'>; onModify: (step: Step) => void; children: ReactNode }) {
  const t = useTranslations('wizard');
  return (
    <section aria-label={t(`step.${step}`)} className="rounded-md border border-line">
      <header className="flex items-center justify-between gap-3 bg-surface-sunk px-3 py-1.5">
        <h3 className="font-medium">{t(`step.${step}`)}</h3>
        <Button variant="link" className="h-8" onClick={() => onModify(step)}>
          {t('modify')}
        </Button>
      </header>
      <div className="border-t border-line p-3">{children}</div>
    </section>
  );
}
