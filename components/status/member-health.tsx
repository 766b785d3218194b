'use client';

import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import { Since } from '#components/ui/text.tsx';
import type { MemberHealthView } from '#domain/view.ts';

const TONES: Record<MemberHealthView['state'], Tone> = {
  healthy: 'good',
  unhealthy: 'bad',
  unknown: 'unknown',
  'not-checked': 'unchecked',
};

/** Verdict of one member with its reason and since when. */
export function MemberHealth({
  member,
  isBrief = false,
}: {
  member: Pick<MemberHealthView, 'state' | 'reason' | 'since'>;
  isBrief?: boolean;
}) {
  const t = useTranslations('memberHealth');
  const { isReporting } = useRegion();
  const isChecked = member.state !== 'not-checked';
  if (isChecked && !isReporting) {
    return <StatusIndicator tone="unknown">{t('notReported')}</StatusIndicator>;
  }
  return (
    <div>
      <StatusIndicator tone={TONES[member.state]} title={isBrief ? (member.reason ?? undefined) : undefined}>
        {t(member.state)}
      </StatusIndicator>
      {isChecked && !isBrief && (member.reason || member.since) ? (
        <div className="text-[12.5px] leading-[18px] text-muted">
          {member.reason}
          {member.reason && member.since ? ' · ' : null}
          {member.since ? t.rich('since', { at: () => <Since at={member.since ?? ''} /> }) : null}
        </div>
      ) : null}
    </div>
  );
}
