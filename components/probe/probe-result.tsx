'use client';

import { useTranslations } from 'use-intl';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Since } from '#components/ui/text.tsx';
import type { ProbeView } from '#domain/view.ts';
import { useProbe } from './use-probe.ts';

/** What came of a single check, as soon as it is there. */
export function ProbeResult({ asked }: { asked: ProbeView }) {
  const probe = useProbe(asked).data;
  return (
    <div role="status">
      <Outcome probe={probe} />
    </div>
  );
}

function Outcome({ probe }: { probe: ProbeView }) {
  const t = useTranslations('probe');
  switch (probe.state) {
    case 'pending':
    case 'running':
      return <StatusIndicator tone="pending">{t(probe.state)}</StatusIndicator>;
    case 'expired':
      return (
        <StatusIndicator tone="unknown" title={probe.reason ?? undefined}>
          {t('expired')}
        </StatusIndicator>
      );
    case 'done':
      return (
        <div>
          <StatusIndicator tone={probe.ok ? 'good' : 'bad'}>
            {t(probe.ok ? 'passed' : 'failed', { type: probe.type.toUpperCase(), reason: probe.reason ?? '' })}
          </StatusIndicator>
          <div className="text-[12.5px] leading-[18px] text-muted">
            {t.rich('at', { node: probe.nodeId ?? '', at: () => <Since at={probe.finishedAt ?? probe.requestedAt} /> })}
          </div>
        </div>
      );
  }
}
