'use client';

import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { ListenerPort, Mono, Time } from '#components/ui/text.tsx';
import type { ListenerTimeline, VerdictSpan } from '#domain/timeline.ts';
import { eventsOf, type TimelineEvent } from './events.ts';

const PAGE_SIZE = 20;

interface EventsTableProps {
  listeners: ListenerTimeline[];
  /** From when on everything is known, ms since 1970. */
  from: number;
  page: number;
  onPage: (page: number) => void;
  /** Shows a moment in the pictures above. */
  onPoint: (at: number | null) => void;
}

/** The same facts in words, the newest first. */
export function EventsTable({ listeners, from, page: wanted, onPage, onPoint }: EventsTableProps) {
  const t = useTranslations('timeline');
  const events = useMemo(() => eventsOf(listeners, from), [listeners, from]);
  const page = Math.min(wanted, Math.max(1, Math.ceil(events.length / PAGE_SIZE)));
  const shown = events.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  if (events.length === 0) {
    return <p className="text-muted">{t('nothing')}</p>;
  }
  return (
    <>
      <Table stacks label={t('table')}>
        <HeaderRow>
          {(['at', 'listener', 'what', 'reason', 'node'] as const).map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {shown.map((event) => (
            <Row key={event.key}>
              <Cell>
                <Button variant="link" title={t('showInTimeline')} onFocus={() => onPoint(event.at)} onBlur={() => onPoint(null)}>
                  <Time at={new Date(event.at).toISOString()} />
                </Button>
              </Cell>
              <Cell label={t('column.listener')}>
                <ListenerPort listener={event.listener} />
              </Cell>
              <Cell label={t('column.what')} className="min-w-56 wrap-anywhere">
                <What event={event} />
              </Cell>
              <Cell label={t('column.reason')} className="min-w-40 wrap-anywhere">
                <span dir="auto">{event.fact.reason ?? '–'}</span>
              </Cell>
              <Cell label={t('column.node')}>
                <span>{event.kind === 'drill' ? '–' : <Mono>{event.fact.nodeId}</Mono>}</span>
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <Pagination pageNumber={page} pageSize={PAGE_SIZE} totalCount={events.length} onChange={onPage} />
    </>
  );
}

const VERDICT_TONES: Record<VerdictSpan['state'], Tone> = { healthy: 'good', unhealthy: 'bad', unknown: 'unknown' };

function What({ event }: { event: TimelineEvent }) {
  const t = useTranslations('timeline');
  switch (event.kind) {
    case 'switch': {
      const { to, fromServer, toServer } = event.fact;
      return (
        <StatusIndicator tone={to === 'active' ? 'returned' : 'warn'}>
          {t(`switchedTo.${to}`, { from: fromServer, to: toServer })}
        </StatusIndicator>
      );
    }
    case 'verdict':
      return (
        <StatusIndicator tone={VERDICT_TONES[event.fact.state]}>
          {t('verdictIs', { server: event.serverName, state: t(`state.${event.fact.state}`) })}
        </StatusIndicator>
      );
    case 'probes':
      return (
        <StatusIndicator tone={event.fact.ok ? 'good' : 'bad'}>
          {t(event.fact.ok ? 'probesPassed' : 'probesFailed', { server: event.serverName, count: event.fact.probes })}
        </StatusIndicator>
      );
    case 'drill':
      return (
        <StatusIndicator tone="unchecked">
          {t.rich('drill', { by: event.fact.by, until: () => <Time at={event.fact.to} /> })}
        </StatusIndicator>
      );
  }
}
