'use client';

import type { ReactNode } from 'react';
import { useFormContext } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { useGroups } from '#components/api/queries.ts';
import { Button } from '#components/ui/button.tsx';
import { Callout, Fact, Facts } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import { clientsMayFailSeconds } from '#domain/health-check.ts';
import { PAGE_SIZE_MAX, UDP_FLOW_IDLE_SECONDS } from '#domain/limits.ts';
import { type CreateListenerInput, defaultListenerName } from '#domain/listener.ts';
import type { ListenerView, LoadBalancerView } from '#domain/view.ts';
import { FixedTarget } from './fixed-target.tsx';
import { GroupPreview } from './step-backend.tsx';
import { HealthCheckFacts } from './step-health.tsx';
import { hasFixedTarget, type Step, type WizardValues } from './wizard-form.ts';

interface StepSubmitProps {
  instance: LoadBalancerView;
  /** Absent: a new one. */
  listener: ListenerView | undefined;
  onModify: (step: Step) => void;
}

/** console 6.5: everything once more, each part with a way back. */
export function StepSubmit({ instance, listener, onModify }: StepSubmitProps) {
  const t = useTranslations('wizard');
  const tCommon = useTranslations('common');
  const tHealth = useTranslations('health');
  const { getValues } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const values = getValues();
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
          <Fact term={t('idleTimeout')}>
            {tCommon('seconds', { count: values.protocol === 'tcp' ? Number(values.idleTimeoutSeconds) : UDP_FLOW_IDLE_SECONDS })}
          </Fact>
          {listener ? null : <Fact term={t('start')}>{values.start ? tCommon('on') : tCommon('off')}</Fact>}
        </Facts>
      </Part>
      <Part step="backend" onModify={onModify}>
        {values.target.kind === 'active-standby-group' ? <ChosenGroup loadBalancerId={instance.id} groupId={values.target.id} /> : null}
        {listener && hasFixedTarget(listener) ? <FixedTarget listener={listener} /> : null}
      </Part>
      <Part step="health" onModify={onModify}>
        {healthCheck.enabled ? (
          <div className="grid gap-3">
            <HealthCheckFacts settings={healthCheck} />
            <b>{tHealth('clientsMayFail', { count: clientsMayFailSeconds(healthCheck) })}</b>
          </div>
        ) : (
          <Callout tone="warn" title={tHealth('offTitle')}>
            {tHealth('offWarning')}
          </Callout>
        )}
      </Part>
    </>
  );
}

function ChosenGroup({ loadBalancerId, groupId }: { loadBalancerId: string; groupId: string }) {
  const t = useTranslations('wizard');
  const tKind = useTranslations('targetKind');
  const group = useGroups(loadBalancerId, 1, PAGE_SIZE_MAX).data?.items.find((one) => one.id === groupId);
  return (
    <div className="grid gap-2">
      <Facts>
        <Fact term={t('target')}>{tKind('active-standby-group')}</Fact>
        <Fact term={t('group')}>{group?.name ?? groupId}</Fact>
      </Facts>
      {group ? <GroupPreview group={group} /> : null}
    </div>
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
