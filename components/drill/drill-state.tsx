'use client';

import { useTranslations } from 'use-intl';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import type { DrillView } from '#domain/view.ts';
import { TimeLeft } from './time-left.tsx';

/** Runs, with the time left, or how it ended. */
export function DrillState({ drill, toldAt }: { drill: DrillView; toldAt: number }) {
  const t = useTranslations('drill');
  if (drill.leftMilliseconds > 0) {
    return (
      <StatusIndicator tone="pending">
        {t('stateRunning')} · {t.rich('left', { time: () => <TimeLeft leftMilliseconds={drill.leftMilliseconds} toldAt={toldAt} /> })}
      </StatusIndicator>
    );
  }
  return (
    <StatusIndicator tone="returned">
      {drill.stoppedBy === null ? t('stateEnded') : t('stateStopped', { by: drill.stoppedBy })}
    </StatusIndicator>
  );
}

/** The longest that clients of a listener would have failed. */
export function Downtime({ milliseconds }: { milliseconds: number | null }) {
  const t = useTranslations('drill');
  return milliseconds === null ? '–' : t('downtimeSeconds', { seconds: toSeconds(milliseconds) });
}

/** A tenth of a second is as exact as a probe is. */
export function toSeconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
