'use client';

import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import type { ListenerHealthWord, ListenerNodeView, ListenerStatusWord, MemberHealthView } from '#domain/view.ts';

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

/** Health of a listener at a glance, of several servers with their count; unknown while no worker reports, whatever was last heard. */
export function ListenerHealth({ health, members = [] }: { health: ListenerHealthWord; members?: MemberHealthView[] }) {
  const t = useTranslations('health');
  const { isReporting } = useRegion();
  if (!isReporting && health !== 'off') {
    return (
      <StatusIndicator tone="unknown" title={t('unknownHint')}>
        {t('unknown')}
      </StatusIndicator>
    );
  }
  const pool = members.filter((member) => member.role === null);
  return (
    <div>
      <StatusIndicator tone={HEALTH_TONES[health]} title={t(`${health}Hint`)}>
        {t(health)}
      </StatusIndicator>
      {pool.length > 0 && health !== 'off' ? (
        <div className="text-[12.5px] leading-[18px] text-muted tabular-nums">
          {t('count', { healthy: pool.filter((member) => member.state === 'healthy').length, total: pool.length })}
        </div>
      ) : null}
    </div>
  );
}
