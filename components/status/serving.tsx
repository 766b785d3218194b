'use client';

import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Since } from '#components/ui/text.tsx';
import type { ServingView } from '#domain/view.ts';

/** Which of the two servers gets new traffic, since when and why. */
export function Serving({ serving }: { serving: ServingView }) {
  const { reason } = serving;
  const t = useTranslations('serving');
  const { isReporting } = useRegion();
  if (!isReporting) {
    return <StatusIndicator tone="unknown">{t('unknown')}</StatusIndicator>;
  }
  if (serving.role === null) {
    return <StatusIndicator tone="off">{t('none')}</StatusIndicator>;
  }
  return (
    <div>
      <StatusIndicator tone={serving.role === 'active' ? 'good' : 'warn'}>{t(serving.role)}</StatusIndicator>
      {serving.since || reason ? (
        <div className="text-[12.5px] leading-[18px] text-muted">
          {serving.since ? t.rich('since', { at: () => <Since at={serving.since ?? ''} /> }) : null}
          {serving.since && reason ? ' · ' : null}
          {reason}
        </div>
      ) : null}
    </div>
  );
}
