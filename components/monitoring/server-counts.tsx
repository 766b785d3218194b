'use client';

import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import type { InstanceTrafficView, MemberHealthView } from '#domain/view.ts';

type Counts = InstanceTrafficView['servers'];

const TONES: Record<keyof Counts, Tone> = { healthy: 'good', unhealthy: 'bad', unknown: 'unknown', notChecked: 'unchecked' };

/** Healthy and unhealthy servers at this moment (console 14.1); nothing while nobody reports. */
export function ServerCounts({ servers }: { servers: Counts }) {
  const t = useTranslations('monitoring');
  const { isReporting } = useRegion();
  if (!isReporting) {
    return null;
  }
  return (
    <dl className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <dt className="text-muted">{t('serversNow')}</dt>
      {(['healthy', 'unhealthy', 'unknown', 'notChecked'] as const)
        .filter((state) => servers[state] > 0 || state === 'healthy' || state === 'unhealthy')
        .map((state) => (
          <dd key={state}>
            <StatusIndicator tone={servers[state] > 0 ? TONES[state] : 'off'}>
              {t(`counts.${state}`, { count: servers[state] })}
            </StatusIndicator>
          </dd>
        ))}
    </dl>
  );
}

export function countsOf(members: MemberHealthView[]): Counts {
  const count = (state: MemberHealthView['state']) => members.filter((member) => member.state === state).length;
  return { healthy: count('healthy'), unhealthy: count('unhealthy'), unknown: count('unknown'), notChecked: count('not-checked') };
}
