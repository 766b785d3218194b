'use client';

import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import type { LoadBalancerStatus } from '#domain/load-balancer.ts';

const TONES: Record<LoadBalancerStatus, Tone> = { active: 'good', inactive: 'off', locked: 'locked' };

/** Running is what was asked for; it is green only while a worker says that it carries things out. */
export function InstanceStatus({ status }: { status: LoadBalancerStatus }) {
  const t = useTranslations('instanceStatus');
  const { isReporting } = useRegion();
  const isUnsure = status === 'active' && !isReporting;
  return (
    <StatusIndicator tone={isUnsure ? 'unknown' : TONES[status]} title={isUnsure ? t('unsureHint') : undefined}>
      {t(status)}
    </StatusIndicator>
  );
}
