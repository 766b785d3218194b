'use client';

import { ChartLine } from 'lucide-react';
import { useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { ListenerPort, Truncated } from '#components/ui/text.tsx';
import type { InstanceTrafficView } from '#domain/view.ts';
import { ServerCounts } from './server-counts.tsx';
import { type Step, stepsOf, totalsOf } from './steps.ts';
import { type TrafficChart, TrafficCharts, type TrafficProtocol } from './traffic-charts.tsx';
import { TrafficTable } from './traffic-table.tsx';
import type { useMonitoringQuery } from './use-monitoring-query.ts';
import { useUnits } from './use-units.ts';
import { utilization } from './utilization.ts';

interface InstanceTrafficProps {
  query: ReturnType<typeof useMonitoringQuery>;
  traffic: InstanceTrafficView;
  /** The kernel serves some listener. */
  isByKernel: boolean;
}

/** All listeners of an instance together, compared with what its specification allows (console 14.1). */
export function InstanceTraffic({ query, traffic, isByKernel }: InstanceTrafficProps) {
  const t = useTranslations('monitoring');
  const tEngine = useTranslations('engine');
  const steps = useMemo(() => stepsOf(traffic, traffic.instance), [traffic]);
  const more = useUtilization(steps, traffic);
  const shared = { steps, stepSeconds: traffic.stepSeconds, protocol: protocolOf(traffic), isServer: false };
  if (traffic.instance.length === 0) {
    return (
      <>
        <ServerCounts servers={traffic.servers} />
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={ChartLine} title={t('empty')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      </>
    );
  }
  return (
    <>
      <ServerCounts servers={traffic.servers} />
      {query.view === 'table' ? <TrafficTable {...shared} /> : <TrafficCharts {...shared} more={more} />}
      {more.length === 0 ? <p className="text-[12.5px] text-muted">{t('noCeiling')}</p> : null}
      <p className="text-[12.5px] text-muted">{t('note', { seconds: traffic.stepSeconds })}</p>
      {isByKernel ? <p className="text-[12.5px] text-muted">{tEngine('bytesNoteMixed')}</p> : null}
      <ListenerTotals traffic={traffic} onChoose={(listener) => query.change({ listener, server: null })} />
    </>
  );
}

function protocolOf({ listeners }: InstanceTrafficView): TrafficProtocol {
  const [first, ...others] = new Set(listeners.map(({ protocol }) => protocol));
  return first === undefined || others.length > 0 ? 'mixed' : first;
}

/** One chart of all ceilings that are set; none without one. */
function useUtilization(steps: Step[], { capacity, stepSeconds }: InstanceTrafficView): TrafficChart[] {
  const t = useTranslations('monitoring');
  const format = useFormatter();
  return useMemo(() => {
    const series = utilization(steps, capacity, stepSeconds).map(({ id, values }) => ({ id, values, label: t(`utilizationSeries.${id}`) }));
    const formatValue = (value: number) => t('percent', { value: format.number(value, { maximumSignificantDigits: 3 }) });
    return series.length === 0 ? [] : [{ id: 'utilization', title: t('utilization'), series, formatValue, isAmount: true }];
  }, [steps, capacity, stepSeconds, t, format]);
}

const COLUMNS = ['connectionsNew', 'bytesIn', 'bytesOut'] as const;

function ListenerTotals({ traffic, onChoose }: { traffic: InstanceTrafficView; onChoose: (listenerId: string) => void }) {
  const t = useTranslations('monitoring');
  const units = useUnits();
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('listeners')}</h2>
      <Table stacks label={t('listeners')}>
        <HeaderRow>
          <HeaderCell>{t('listener')}</HeaderCell>
          {COLUMNS.map((column) => (
            <HeaderCell key={column} className="text-right">
              {t(`column.${column}`)}
            </HeaderCell>
          ))}
          <HeaderCell>{t('column.actions')}</HeaderCell>
        </HeaderRow>
        <TableBody>
          {traffic.listeners.map((listener) => {
            const totals = totalsOf(listener.points);
            return (
              <Row key={listener.listenerId}>
                <Cell className="max-w-80">
                  <ListenerPort listener={listener} className="font-medium" /> <Truncated text={listener.name} className="text-muted" />
                </Cell>
                {COLUMNS.map((column) => (
                  <Cell key={column} label={t(`column.${column}`)} className="text-right tabular-nums">
                    <span>{column === 'connectionsNew' ? units.count(totals[column]) : units.bytes(totals[column])}</span>
                  </Cell>
                ))}
                <Cell className="w-px whitespace-nowrap">
                  <Button
                    variant="link"
                    aria-label={t('showListener', { name: listener.name })}
                    onClick={() => onChoose(listener.listenerId)}
                  >
                    {t('showServer')}
                  </Button>
                </Cell>
              </Row>
            );
          })}
        </TableBody>
      </Table>
    </section>
  );
}
