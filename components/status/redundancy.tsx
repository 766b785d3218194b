'use client';

import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import { Since } from '#components/ui/text.tsx';
import type { RedundancyState, RedundancyView } from '#domain/view.ts';

const TONES: Record<Exclude<RedundancyState, 'off'>, Tone> = { ok: 'good', none: 'bad', unknown: 'unknown' };

/** Whether a failover, or the way back, would find a server that works; nothing where nobody looks. */
export function Redundancy({ redundancy, isBrief = false }: { redundancy: RedundancyView; isBrief?: boolean }) {
  const t = useTranslations('redundancy');
  const { isReporting } = useRegion();
  const { state, serverName, reason, since } = redundancy;
  const cause = serverName === null ? null : t('fails', { server: serverName, reason: reason ?? '' });
  if (!isReporting || state === 'off' || (isBrief && state !== 'none')) {
    return null;
  }
  return (
    <div>
      <StatusIndicator tone={TONES[state]} title={isBrief ? (cause ?? t('noneHint')) : t(`${state}Hint`)}>
        {t(state)}
      </StatusIndicator>
      {isBrief || state !== 'none' ? null : (
        <div className="text-[12.5px] leading-[18px] text-muted">
          {cause}
          {cause && since ? ' · ' : null}
          {since ? t.rich('since', { at: () => <Since at={since} /> }) : null}
        </div>
      )}
    </div>
  );
}
