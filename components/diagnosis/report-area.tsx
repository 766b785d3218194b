'use client';

import { useTranslations } from 'use-intl';
import { LinkButton } from '#components/ui/button.tsx';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import { Endpoint, ListenerPort, Since } from '#components/ui/text.tsx';
import type { DiagnosisAreaView, DiagnosisCode, DiagnosisItem } from '#domain/diagnosis.ts';

const STATE_TONES: Record<DiagnosisAreaView['state'], Tone> = { normal: 'good', warning: 'warn', abnormal: 'bad', unknown: 'unknown' };
const ITEM_TONES: Record<DiagnosisItem['severity'], Tone> = { bad: 'bad', warn: 'warn', info: 'unchecked' };

interface ReportAreaProps {
  area: DiagnosisAreaView;
  /** Path of the region's pages, and of the instance's. */
  paths: { region: string; instance: string };
  actions?: React.ReactNode;
}

/** One area of the report: its state, and cause and remedy of all that is not as it should be. */
export function ReportArea({ area: { area, state, items }, paths, actions }: ReportAreaProps) {
  const t = useTranslations('diagnosis');
  return (
    <section aria-label={t(`area.${area}`)} className="rounded-md border border-line bg-surface shadow-card">
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2.5">
        <div className="flex min-w-0 flex-wrap items-center gap-x-4">
          <h2 className="text-[14px] font-semibold">{t(`area.${area}`)}</h2>
          <StatusIndicator tone={STATE_TONES[state]}>{t(`state.${state}`)}</StatusIndicator>
        </div>
        {actions}
      </header>
      {items.length === 0 ? (
        <p className="border-t border-line px-4 py-2.5 text-muted">{t(state === 'unknown' ? 'nobodyReports' : `fine.${area}`)}</p>
      ) : (
        <ul>
          {items.map((item) => (
            <li key={keyOf(item)} className="border-t border-line px-4 py-2.5">
              <Finding item={item} paths={paths} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function keyOf({ code, listener, server, nodeId, dropReason }: DiagnosisItem): string {
  return [code, listener?.id, server?.memberId, nodeId, dropReason].join(' ');
}

function Finding({ item, paths }: { item: DiagnosisItem; paths: ReportAreaProps['paths'] }) {
  const t = useTranslations('diagnosis');
  const tDrop = useTranslations('monitoring.dropReason');
  const { code, severity, listener, server, nodeId, detail, since, dropReason, count } = item;
  const facts = {
    server: server?.serverName ?? '',
    node: nodeId ?? '',
    count: count ?? 0,
    reason: dropReason === null ? '' : tDrop(dropReason),
  };
  return (
    <div className="grid gap-x-6 gap-y-1 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid gap-0.5">
        <div className="flex flex-wrap items-center gap-x-3">
          <StatusIndicator tone={ITEM_TONES[severity]}>
            <span className="text-text">{t(`cause.${code}`, facts)}</span>
          </StatusIndicator>
          {listener ? <ListenerPort listener={listener} className="text-muted" /> : null}
          {server ? <Endpoint address={server.address} port={server.port} className="text-muted" /> : null}
        </div>
        {detail || since ? (
          <div className="text-[12.5px] leading-[18px] text-muted">
            {detail}
            {detail && since ? ' · ' : null}
            {since ? t.rich('since', { at: () => <Since at={since} /> }) : null}
          </div>
        ) : null}
        <p className="text-muted">{t(`remedy.${code}`, facts)}</p>
      </div>
      <LinkButton variant="link" className="justify-self-start sm:justify-self-end" href={placeOf(item, paths)}>
        {t(`go.${PLACES[code]}`)}
      </LinkButton>
    </div>
  );
}

type Place =
  | 'servers'
  | 'listener'
  | 'listeners'
  | 'groups'
  | 'nodes'
  | 'timeline'
  | 'monitoring'
  | 'accessControl'
  | 'instance'
  | 'regions';

const PLACES: Record<DiagnosisCode, Place> = {
  'server-unhealthy': 'servers',
  'server-unknown': 'nodes',
  'check-off': 'listener',
  'no-server-to-serve': 'listener',
  'no-answer': 'regions',
  'no-node': 'nodes',
  'one-node': 'nodes',
  'not-in-force': 'listeners',
  'no-redundancy': 'timeline',
  dropped: 'monitoring',
  'access-control-empty': 'accessControl',
  stopped: 'instance',
  'no-listener': 'listeners',
  'listeners-stopped': 'listeners',
  'no-server': 'groups',
  'no-traffic': 'monitoring',
};

/** Where a finding can be looked into or mended. */
function placeOf({ code, listener }: DiagnosisItem, { region, instance }: ReportAreaProps['paths']): string {
  const paths: Record<Place, string> = {
    servers: `${region}/servers`,
    listener: `${instance}/listeners/${listener?.id ?? ''}/modify`,
    listeners: `${instance}/listeners`,
    groups: `${instance}/default-server-group`,
    nodes: `${instance}/details`,
    timeline: `${instance}/failovers`,
    monitoring: `${instance}/monitoring${listener ? `?listener=${listener.id}` : ''}`,
    accessControl: `${region}/access-control`,
    regions: `${region}/regions`,
    instance: `${instance}/details`,
  };
  return paths[PLACES[code]];
}
