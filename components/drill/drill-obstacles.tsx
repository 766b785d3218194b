'use client';

import { useTranslations } from 'use-intl';
import { portsOf } from '#components/active-standby-group/words.ts';
import { Callout } from '#components/ui/surface.tsx';
import { clientsMayFailSeconds } from '#domain/health-check.ts';
import type { ActiveStandbyGroupView, ListenerView } from '#domain/view.ts';

interface DrillObstaclesProps {
  group: ActiveStandbyGroupView;
  /** Those that run. */
  listeners: ListenerView[];
  seconds: number;
}

/** Why less will be seen than one expects. */
export function DrillObstacles({ group, listeners, seconds }: DrillObstaclesProps) {
  const t = useTranslations('drillDialog');
  if (listeners.length === 0) {
    return <Callout tone="warn">{t('noListener')}</Callout>;
  }
  const unchecked = listeners.filter(({ healthCheck }) => !healthCheck.enabled);
  const slow = listeners.filter(({ healthCheck }) => healthCheck.enabled && clientsMayFailSeconds(healthCheck) >= seconds);
  const obstacles = [
    group.switch?.to === 'standby' ? t('held') : null,
    unchecked.length > 0 ? t('checkOff', { listeners: portsOf(unchecked) }) : null,
    slow.length > 0
      ? t('tooShort', {
          listeners: portsOf(slow),
          count: slow.length,
          seconds: Math.max(...slow.map(({ healthCheck }) => clientsMayFailSeconds(healthCheck))),
        })
      : null,
  ].filter((text) => text !== null);
  return obstacles.length === 0 ? null : (
    <Callout tone="warn" role="status">
      {obstacles.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </Callout>
  );
}
