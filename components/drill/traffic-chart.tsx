'use client';

import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useGroupTraffic } from '#components/active-standby-group/queries.ts';
import { LineChart } from '#components/chart/line-chart.tsx';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { type LiveTraffic, ratesOf, STEP_MS, withAnswer } from './live-rates.ts';

const POLL_MS = 1000;
/** A line needs two ends. */
const STEPS_MIN = 2;

/** New connections per second to both members, from when the page was opened: one watches the traffic move. */
export function TrafficChart({ group }: { group: ActiveStandbyGroupView }) {
  const t = useTranslations('drill');
  const tRole = useTranslations('role');
  const [cursor, setCursor] = useState<number | null>(null);
  const live = useLiveTraffic(group.id);
  const { servers } = group;
  const { times, rates } = useMemo(
    () =>
      live
        ? ratesOf(
            live,
            servers.map(({ memberId }) => memberId),
          )
        : { times: [], rates: new Map<string, number[]>() },
    [live, servers],
  );
  if (times.length < STEPS_MIN) {
    return (
      <div className="grid h-[246px] content-center justify-items-center rounded-md border border-line bg-surface text-muted shadow-card">
        {t('collecting')}
      </div>
    );
  }
  return (
    <div className="grid gap-1">
      <LineChart
        title={t('chart')}
        times={times}
        stepMs={STEP_MS}
        series={servers.map(({ memberId, role, serverName }) => ({
          id: memberId,
          label: `${serverName} (${tRole(role)})`,
          values: rates.get(memberId) ?? [],
        }))}
        formatValue={(value) => t('perSecond', { value: Math.round(value * 10) / 10 })}
        cursor={cursor}
        onCursor={setCursor}
      />
      <p className="text-[12.5px] text-muted">{t('late')}</p>
    </div>
  );
}

function useLiveTraffic(groupId: string): LiveTraffic | null {
  const { data } = useGroupTraffic(groupId, POLL_MS);
  const [live, setLive] = useState<LiveTraffic | null>(null);
  useEffect(() => {
    if (data) {
      setLive((known) => withAnswer(known, data));
    }
  }, [data]);
  return live;
}
