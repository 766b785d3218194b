'use client';

import { useTranslations } from 'use-intl';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { ListenerPort, Mono, Time, Truncated } from '#components/ui/text.tsx';
import { Downtime, toSeconds } from './drill-state.tsx';
import type { Phase, PhaseRow } from './phases.ts';

const COLUMNS = ['listener', 'node', 'phase', 'began', 'moved', 'returned', 'downtime', 'affected'] as const;

const TONES: Record<Phase, Tone> = {
  waiting: 'pending',
  failing: 'bad',
  moved: 'warn',
  returning: 'pending',
  returned: 'returned',
  unmoved: 'off',
};

/** Per listener and node: began, moved after, returned, and what clients would have had of it. */
export function PhaseTable({ rows }: { rows: PhaseRow[] }) {
  const t = useTranslations('drill');
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('phases')}</h2>
      <Table stacks label={t('phases')}>
        <HeaderRow>
          {COLUMNS.map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {rows.map((row) => (
            <PhaseCells key={row.key} row={row} />
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

function PhaseCells({ row: { listener, nodeId, result, phase } }: { row: PhaseRow }) {
  const t = useTranslations('drill');
  return (
    <Row>
      <Cell className="max-w-52">
        <ListenerPort listener={listener} /> <Truncated text={listener.listenerName} />
      </Cell>
      <Cell label={t('column.node')} className="max-w-40">
        <Truncated text={nodeId} className="font-mono text-[12.5px]" />
      </Cell>
      <Cell label={t('column.phase')} className="min-w-44">
        <StatusIndicator tone={TONES[phase]}>
          {t(`phase.${phase}`)}
          {result?.note ? <span className="block text-[12.5px] leading-[18px] text-muted">{result.note}</span> : null}
        </StatusIndicator>
      </Cell>
      <Cell label={t('column.began')}>{result ? <Time at={result.beganAt} /> : '–'}</Cell>
      <Cell label={t('column.moved')} className="whitespace-nowrap">
        <After at={result?.movedAt} since={result?.beganAt} />
      </Cell>
      <Cell label={t('column.returned')} className="whitespace-nowrap">
        <After at={result?.returnedAt} since={result?.beganAt} />
      </Cell>
      <Cell label={t('column.downtime')} className="whitespace-nowrap">
        <Mono>
          <Downtime milliseconds={result?.downtimeMilliseconds ?? null} />
        </Mono>
      </Cell>
      <Cell label={t('column.affected')} className="tabular-nums">
        {result ? result.connectionsAffected : '–'}
      </Cell>
    </Row>
  );
}

function After({ at, since }: { at: string | null | undefined; since: string | undefined }) {
  const t = useTranslations('drill');
  return at && since ? t('after', { seconds: toSeconds(Math.max(0, Date.parse(at) - Date.parse(since))) }) : '–';
}
