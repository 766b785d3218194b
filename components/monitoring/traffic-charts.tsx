'use client';

import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { LineChart, type Series } from '#components/chart/line-chart.tsx';
import { DROP_REASONS } from '#domain/drop-reason.ts';
import type { ListenerProtocol } from '#domain/listener.ts';
import { type Point, type Step, valuesOf } from './steps.ts';
import { useUnits } from './use-units.ts';

/** Of all listeners of an instance, of which some are TCP and some UDP. */
export type TrafficProtocol = ListenerProtocol | 'mixed';

interface TrafficChartsProps {
  steps: Step[];
  stepSeconds: number;
  protocol: TrafficProtocol;
  /** Of a server: what a listener turned away never came to one. */
  isServer: boolean;
  /** Charts of the caller's own, after these. */
  more?: TrafficChart[];
}

export interface TrafficChart {
  id: string;
  title: string;
  series: Series[];
  formatValue: (value: number) => string;
  /** Amounts per step, of which more may come in the newest one. */
  isAmount: boolean;
  tickStepMin?: number;
}

export function TrafficCharts(props: TrafficChartsProps) {
  const { steps, stepSeconds } = props;
  const [cursor, setCursor] = useState<number | null>(null);
  const charts = [...useCharts(props), ...(props.more ?? [])];
  const times = useMemo(() => steps.map((step) => step.at), [steps]);
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,460px),1fr))] gap-4">
      {charts.map(({ id, isAmount, ...chart }) => (
        <LineChart
          key={id}
          {...chart}
          times={times}
          stepMs={stepSeconds * 1000}
          isLastPartial={isAmount}
          cursor={cursor}
          onCursor={setCursor}
        />
      ))}
    </div>
  );
}

function useCharts({ steps, stepSeconds, protocol, isServer }: TrafficChartsProps): TrafficChart[] {
  const t = useTranslations('monitoring');
  const units = useUnits();
  return useMemo(() => {
    const of = (id: Exclude<keyof Point, 'at' | 'drops'>): Series => ({
      id,
      label: t(`series.${id}`),
      values: valuesOf(steps, (point) => point[id]),
    });
    const rate = (id: Exclude<keyof Point, 'at' | 'drops'>, factor = 1): Series => ({
      id,
      label: t(`series.${id}`),
      values: valuesOf(steps, (point) => ((point[id] ?? 0) * factor) / stepSeconds),
    });
    const isUdp = protocol === 'udp';
    const charts: (TrafficChart | false)[] = [
      {
        id: 'connections',
        title: t(isUdp ? 'chart.flows' : 'chart.connections'),
        series: [of('connectionsCurrent'), of('connectionsMax')],
        formatValue: units.count,
        tickStepMin: 1,
        isAmount: false,
      },
      {
        id: 'new',
        title: t(isUdp ? 'chart.newFlows' : 'chart.newConnections'),
        series: [rate('connectionsNew')],
        formatValue: units.perSecond,
        isAmount: true,
      },
      {
        id: 'traffic',
        title: t('chart.traffic'),
        series: [rate('bytesIn', 8), rate('bytesOut', 8)],
        formatValue: units.bitsPerSecond,
        isAmount: true,
      },
      protocol !== 'tcp' && {
        id: 'packets',
        title: t('chart.packets'),
        series: [rate('packetsIn'), rate('packetsOut')],
        formatValue: units.perSecond,
        isAmount: true,
      },
      !isServer && {
        id: 'dropped',
        title: t(isUdp ? 'chart.droppedDatagrams' : 'chart.droppedConnections'),
        series: dropsOf(steps, stepSeconds, (reason) => t(`dropReason.${reason}`), t('noDrop')),
        formatValue: units.perSecond,
        isAmount: true,
      },
      !isUdp && {
        id: 'errors',
        title: t('chart.connectErrors'),
        series: [rate('connectErrors')],
        formatValue: units.perSecond,
        isAmount: true,
      },
      isServer &&
        !isUdp && {
          id: 'accept',
          title: t('chart.connectTime'),
          series: [{ ...of('connectMilliseconds'), values: valuesOf(steps, (point) => point.connectMilliseconds, null) }],
          formatValue: units.milliseconds,
          isAmount: false,
        },
    ];
    return charts.filter((chart) => chart !== false);
  }, [steps, stepSeconds, protocol, isServer, t, units]);
}

/** A line for each cause there was; one at 0 when there was none. */
function dropsOf(
  steps: Step[],
  stepSeconds: number,
  labelOf: (reason: (typeof DROP_REASONS)[number]) => string,
  noneLabel: string,
): Series[] {
  const reasons = DROP_REASONS.filter((reason) => steps.some(({ point }) => (point?.drops?.[reason] ?? 0) > 0));
  return reasons.length === 0
    ? [{ id: 'none', label: noneLabel, values: valuesOf(steps, () => 0) }]
    : reasons.map((reason) => ({
        id: reason,
        label: labelOf(reason),
        values: valuesOf(steps, (point) => (point.drops?.[reason] ?? 0) / stepSeconds),
      }));
}
