'use client';

import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import type { ListenerHealthWord, ListenerNodeView, ListenerStatusWord } from '#domain/view.ts';

const STATUS_TONES: Record<ListenerStatusWord, Tone> = {
  starting: 'pending',
  running: 'good',
  configuring: 'pending',
  stopping: 'pending',
  stopped: 'off',
};

/** Turns only while a node is at work: not when it reported an error, nor when none reports. */
export function ListenerStatus({ status, nodes = [] }: { status: ListenerStatusWord; nodes?: ListenerNodeView[] }) {
  const t = useTranslations('listenerStatus');
  const { isReporting } = useRegion();
  let tone = STATUS_TONES[status];
  if (nodes.some((node) => node.error)) {
    tone = 'bad';
  } else if (!isReporting && status !== 'stopped') {
    tone = 'unknown';
  }
  return <StatusIndicator tone={tone}>{t(status)}</StatusIndicator>;
}

const HEALTH_TONES: Record<ListenerHealthWord, Tone> = { normal: 'good', abnormal: 'bad', unavailable: 'unknown', off: 'unchecked' };

/** Health of a listener at a glance; unknown while no worker reports, whatever was last heard. */
export function ListenerHealth({ health }: { health: ListenerHealthWord }) {
  const t = useTranslations('health');
  const { isReporting } = useRegion();
  if (!isReporting && health !== 'off') {
    return (
      <StatusIndicator tone="unknown" title={t('unknownHint')}>
        {t('unknown')}
      </StatusIndicator>
    );
  }
  return (
    <StatusIndicator tone={HEALTH_TONES[health]} title={t(`${health}Hint`)}>
      {t(health)}
    </StatusIndicator>
  );
}
