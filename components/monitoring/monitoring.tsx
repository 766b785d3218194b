'use client';

import { ChartLine } from 'lucide-react';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { useInstanceTraffic, useListeners, useListenerTraffic } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Field, Radio, Select } from '#components/ui/field.tsx';
import { EmptyState } from '#components/ui/surface.tsx';
import type { ListenerTrafficView, ListenerView, ServerTrafficView } from '#domain/view.ts';
import { InstanceTraffic } from './instance-traffic.tsx';
import { RANGE_NAMES, RANGES } from './range.ts';
import { countsOf, ServerCounts } from './server-counts.tsx';
import { ServerTotals } from './server-totals.tsx';
import { stepsOf } from './steps.ts';
import { TrafficCharts } from './traffic-charts.tsx';
import { TrafficTable } from './traffic-table.tsx';
import { useMonitoringQuery, WHOLE_INSTANCE } from './use-monitoring-query.ts';
import { useServerName } from './use-server-name.ts';

type MonitoringQuery = ReturnType<typeof useMonitoringQuery>;

/** Tab Monitoring, as far as Layer 4 goes (console 14.1). */
export function Monitoring({ regionId, loadBalancerId }: { regionId: string; loadBalancerId: string }) {
  const t = useTranslations('monitoring');
  const query = useMonitoringQuery();
  const listeners = useListeners(loadBalancerId);
  const all = listeners.data?.items ?? [];
  const isWhole = query.listener === WHOLE_INSTANCE;
  const listener = isWhole ? undefined : (all.find((one) => one.id === query.listener) ?? all[0]);
  const ofListener = useListenerTraffic(listener?.id ?? null, RANGES[query.range]);
  const ofInstance = useInstanceTraffic(loadBalancerId, isWhole, RANGES[query.range]);
  const traffic = isWhole ? ofInstance : ofListener;
  const error = listeners.data ? traffic.error : listeners.error;
  if (listeners.data?.items.length === 0) {
    return (
      <div className="rounded-md border border-line bg-surface shadow-card">
        <EmptyState
          icon={ChartLine}
          title={t('noListener')}
          action={<LinkButton href={`/${regionId}/instances/${loadBalancerId}/listeners/create`}>{t('addListener')}</LinkButton>}
        >
          {t('noListenerText')}
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      <Controls query={query} listeners={all} listener={listener} servers={ofListener.data?.servers ?? []} />
      {error && !traffic.data ? (
        <LoadError error={error} onRetry={() => void (listeners.data ? traffic.refetch() : listeners.refetch())} />
      ) : null}
      {listener && ofListener.data ? <Traffic query={query} listener={listener} traffic={ofListener.data} /> : null}
      {isWhole && ofInstance.data ? <InstanceTraffic query={query} traffic={ofInstance.data} isByKernel={all.some(isByKernel)} /> : null}
      {!error && !traffic.data ? <div className="skeleton h-56" aria-hidden /> : null}
    </>
  );
}

/** On any node. */
function isByKernel({ nodes }: ListenerView): boolean {
  return nodes.some(({ engine }) => engine === 'nftables');
}

/** These fields never have a hint or an error, so no line is kept for one. */
const NO_HINT = 'w-56 [&>div:last-child]:min-h-0';

interface ControlsProps {
  query: MonitoringQuery;
  listeners: ListenerView[];
  listener: ListenerView | undefined;
  servers: ServerTrafficView[];
}

function Controls({ query, listeners, listener, servers }: ControlsProps) {
  const t = useTranslations('monitoring');
  const serverName = useServerName();
  const names = { range: useId(), view: useId() };
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3 rounded-md border border-line bg-surface px-4 py-3 shadow-card">
      <Field label={t('listener')} className={NO_HINT}>
        {(control) => (
          <Select
            {...control}
            value={listener?.id ?? WHOLE_INSTANCE}
            onChange={(event) => query.change({ listener: event.target.value, server: null })}
          >
            <option value={WHOLE_INSTANCE}>{t('wholeInstance')}</option>
            {listeners.map((one) => (
              <option key={one.id} value={one.id}>
                {`${one.protocol.toUpperCase()}:${one.port.toString()} ${one.name}`}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('subject')} className={NO_HINT}>
        {(control) => (
          <Select
            {...control}
            disabled={!listener}
            value={query.server ?? ''}
            onChange={(event) => query.change({ server: event.target.value || null })}
          >
            <option value="">{t(listener ? 'wholeListener' : 'allListeners')}</option>
            {servers.map((server) => (
              <option key={server.memberId} value={server.memberId}>
                {serverName(server)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <fieldset className="grid gap-1">
        <legend className="mb-1 font-medium">{t('range')}</legend>
        <div className="flex min-h-8 flex-wrap items-center gap-x-4">
          {RANGE_NAMES.map((range) => (
            <Radio
              key={range}
              name={names.range}
              label={t(`ranges.${range}`)}
              checked={range === query.range}
              onChange={() => query.change({ range })}
            />
          ))}
        </div>
      </fieldset>
      <fieldset className="grid gap-1">
        <legend className="mb-1 font-medium">{t('view')}</legend>
        <div className="flex min-h-8 flex-wrap items-center gap-x-4">
          {(['charts', 'table'] as const).map((view) => (
            <Radio
              key={view}
              name={names.view}
              label={t(`views.${view}`)}
              checked={view === query.view}
              onChange={() => query.change({ view })}
            />
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function Traffic({ query, listener, traffic }: { query: MonitoringQuery; listener: ListenerView; traffic: ListenerTrafficView }) {
  const t = useTranslations('monitoring');
  const tEngine = useTranslations('engine');
  const server = traffic.servers.find((one) => one.memberId === query.server);
  const points = server?.points ?? traffic.listener;
  if (points.length === 0) {
    return (
      <div className="rounded-md border border-line bg-surface shadow-card">
        <EmptyState icon={ChartLine} title={t('empty')}>
          {listener.enabled ? t('emptyText') : t('emptyStopped')}
        </EmptyState>
      </div>
    );
  }
  const steps = stepsOf(traffic, points);
  const shared = { steps, stepSeconds: traffic.stepSeconds, protocol: listener.protocol, isServer: server !== undefined };
  return (
    <>
      <ServerCounts servers={countsOf(listener.members)} />
      {query.view === 'table' ? <TrafficTable {...shared} /> : <TrafficCharts {...shared} />}
      <p className="text-[12.5px] text-muted">{t('note', { seconds: traffic.stepSeconds })}</p>
      {isByKernel(listener) ? <p className="text-[12.5px] text-muted">{tEngine('bytesNote')}</p> : null}
      <ServerTotals
        listener={listener}
        traffic={traffic}
        chosen={server?.memberId ?? null}
        onChoose={(id) => query.change({ server: id })}
      />
    </>
  );
}
