'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { queryString, request } from '#components/api/client.ts';
import { LineChart, type Series } from '#components/chart/line-chart.tsx';
import { LoadError } from '#components/feedback/load-error.tsx';
import { RANGE_NAMES, RANGES, type RangeName } from '#components/monitoring/range.ts';
import { useUnits } from '#components/monitoring/use-units.ts';
import { Button } from '#components/ui/button.tsx';
import { Fact, Facts } from '#components/ui/surface.tsx';
import type { ChangeDelaysView } from '#domain/view.ts';

/** How long changes take to be in force, in all and over time. */
export function ChangeDelays({ regionId }: { regionId: string }) {
  const t = useTranslations('changes');
  const tRange = useTranslations('monitoring.ranges');
  const units = useUnits();
  const [range, setRange] = useState<RangeName>('24h');
  const { hours, pollMs } = RANGES[range];
  const delays = useQuery({
    queryKey: ['change-delays', regionId, hours],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - hours * 3600_000).toISOString();
      return request<ChangeDelaysView>(`/change-delays${queryString({ regionId, from })}`, { signal });
    },
    refetchInterval: pollMs,
    placeholderData: keepPreviousData,
  });
  if (delays.error && !delays.data) {
    return <LoadError error={delays.error} onRetry={() => void delays.refetch()} />;
  }
  const total = delays.data?.total;
  const time = (milliseconds: number | null | undefined) =>
    milliseconds === null || milliseconds === undefined ? '–' : units.milliseconds(Math.round(milliseconds));
  return (
    <section aria-label={t('delays')} className="grid gap-4 rounded-md border border-line bg-surface p-4 shadow-card">
      <div className="flex flex-wrap items-center gap-1">
        {RANGE_NAMES.map((name) => (
          <Button key={name} variant={name === range ? 'secondary' : 'quiet'} aria-pressed={name === range} onClick={() => setRange(name)}>
            {tRange(name)}
          </Button>
        ))}
      </div>
      <Facts>
        <Fact term={t('p50')}>{time(total?.p50Milliseconds)}</Fact>
        <Fact term={t('p99')}>{time(total?.p99Milliseconds)}</Fact>
        <Fact term={t('max')}>{time(total?.maxMilliseconds)}</Fact>
        <Fact term={t('receipts')}>{total ? units.count(total.count) : '–'}</Fact>
        <Fact term={t('kept')}>{total ? units.count(total.connectionsKept) : '–'}</Fact>
        <Fact term={t('cut')}>{total ? units.count(total.connectionsCut) : '–'}</Fact>
      </Facts>
      {delays.data ? <DelayChart delays={delays.data} /> : <div className="h-[200px]" />}
    </section>
  );
}

function DelayChart({ delays }: { delays: ChangeDelaysView }) {
  const t = useTranslations('changes');
  const units = useUnits();
  const [cursor, setCursor] = useState<number | null>(null);
  const { times, series } = useMemo(() => plot(delays), [delays]);
  const named: Series[] = series.map(({ id, values }) => ({ id, label: t(id), values }));
  return (
    <LineChart
      title={t('chart')}
      times={times}
      stepMs={delays.stepSeconds * 1000}
      series={named}
      formatValue={units.milliseconds}
      isLastPartial
      cursor={cursor}
      onCursor={setCursor}
    />
  );
}

/** A step without a change has no time to show. */
function plot({ from, to, stepSeconds, steps }: ChangeDelaysView) {
  const stepMs = stepSeconds * 1000;
  const begin = Date.parse(from);
  const times = Array.from({ length: Math.round((Date.parse(to) - begin) / stepMs) }, (_, index) => begin + index * stepMs);
  const byTime = new Map(steps.map((step) => [Date.parse(step.at), step]));
  return {
    times,
    series: [
      { id: 'p50' as const, values: times.map((at) => byTime.get(at)?.p50Milliseconds ?? null) },
      { id: 'p99' as const, values: times.map((at) => byTime.get(at)?.p99Milliseconds ?? null) },
    ],
  };
}
