'use client';

import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { cheapestHalf, failoverBudget, probesPerSecond, type Timing } from '#domain/failover-budget.ts';
import { clientsMayFailSeconds, HealthCheckSettings } from '#domain/health-check.ts';
import type { CreateListenerInput } from '#domain/listener.ts';
import type { WizardValues } from './wizard-form.ts';

const SETTINGS = ['timeoutSeconds', 'intervalSeconds', 'unhealthyThreshold'] as const;

/** How long clients may fail with these settings, live as one types, and the cheapest way to halve that (docs/decisions/0016). */
export function FailoverBudget() {
  const t = useTranslations('failoverBudget');
  const { control, setValue } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const [settings, target, protocol, retry, connectTimeout] = useWatch({
    control,
    name: ['healthCheck', 'target', 'protocol', 'retryOnStandby', 'connectTimeoutMilliseconds'],
  });
  const parsed = HealthCheckSettings.safeParse(settings);
  if (!parsed.success || !parsed.data.enabled) {
    return null;
  }
  const check = parsed.data;
  const isPair = target.kind === 'active-standby-group';
  const isRetried = isPair && protocol === 'tcp' && retry === true;
  const { hangSeconds, refusedSeconds } = failoverBudget(check, { retryOnStandby: isRetried });
  const apply = (timing: Timing) => {
    for (const name of SETTINGS) {
      setValue(`healthCheck.${name}`, timing[name], { shouldDirty: true, shouldValidate: true });
    }
  };
  return (
    <section aria-label={t('title')} aria-live="polite" className="grid gap-2 rounded-md border border-line bg-surface-sunk px-3 py-2.5">
      <p>
        <b className="text-[15px]">{t('clientsMayFail', { count: hangSeconds })}</b>{' '}
        <span className="text-muted">{t(isPair ? 'pair' : target.kind)}</span>
      </p>
      <ul className="grid gap-0.5 tabular-nums">
        <li>{t('hang', { count: hangSeconds })}</li>
        <li>{isRetried ? t('refusedRetried') : t('refused', { count: refusedSeconds })}</li>
        {isRetried ? <li>{t('silentRetried', { count: Number(connectTimeout) / 1000 })}</li> : null}
      </ul>
      <Half check={check} onApply={apply} />
    </section>
  );
}

function Half({ check, onApply }: { check: HealthCheckSettings; onApply: (timing: Timing) => void }) {
  const t = useTranslations('failoverBudget');
  const half = cheapestHalf(check);
  if (half === null) {
    return <p className="text-[12.5px] text-muted">{t('shortest')}</p>;
  }
  const changed = SETTINGS.filter((name) => half[name] !== check[name]);
  const [before, after] = [probesPerSecond(check), probesPerSecond({ ...check, ...half })];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line pt-2">
      <Button onClick={() => onApply(half)}>{t('halve', { count: clientsMayFailSeconds({ ...check, ...half }) })}</Button>
      <span className="min-w-0 flex-1 basis-60 text-[12.5px] text-muted tabular-nums">
        {changed.map((name) => t(name, { from: check[name], to: half[name] })).join(', ')}.{' '}
        {after > before ? t('moreProbes', { times: Math.round((after / before) * 10) / 10 }) : t('noMoreProbes')} {t('lessPatient')}
      </span>
    </div>
  );
}
