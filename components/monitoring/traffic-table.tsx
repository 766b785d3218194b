'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Pagination } from '#components/ui/pagination.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Time } from '#components/ui/text.tsx';
import { DROP_REASONS } from '#domain/drop-reason.ts';
import type { Point, Step } from './steps.ts';
import type { TrafficProtocol } from './traffic-charts.tsx';
import { useUnits } from './use-units.ts';

const PAGE_SIZE = 30;

interface TrafficTableProps {
  steps: Step[];
  protocol: TrafficProtocol;
  isServer: boolean;
}

type Column = 'connectionsNew' | 'connectionsCurrent' | 'connectionsMax' | 'bytesIn' | 'bytesOut' | 'packetsIn' | 'packetsOut';

const COLUMNS: Record<TrafficProtocol, Column[]> = {
  tcp: ['connectionsNew', 'connectionsCurrent', 'connectionsMax', 'bytesIn', 'bytesOut'],
  udp: ['connectionsNew', 'connectionsCurrent', 'connectionsMax', 'bytesIn', 'bytesOut', 'packetsIn', 'packetsOut'],
  mixed: ['connectionsNew', 'connectionsCurrent', 'connectionsMax', 'bytesIn', 'bytesOut', 'packetsIn', 'packetsOut'],
};

/** The same as the charts, as amounts per step, the newest first; steps in which nothing happened are left out. */
export function TrafficTable({ steps, protocol, isServer }: TrafficTableProps) {
  const t = useTranslations('monitoring');
  const [pageNumber, setPageNumber] = useState(1);
  const told = steps.filter((step) => step.point !== null).reverse();
  const page = Math.min(pageNumber, Math.max(1, Math.ceil(told.length / PAGE_SIZE)));
  const shown = told.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const columns = COLUMNS[protocol];
  return (
    <>
      <Table stacks label={t('table')}>
        <HeaderRow>
          <HeaderCell>{t('from')}</HeaderCell>
          {columns.map((column) => (
            <HeaderCell key={column} className="text-right">
              {t(`column.${column}`)}
            </HeaderCell>
          ))}
          {protocol !== 'udp' ? <HeaderCell className="text-right">{t('column.connectErrors')}</HeaderCell> : null}
          {isServer ? null : <HeaderCell>{t('column.dropped')}</HeaderCell>}
        </HeaderRow>
        <TableBody>
          {shown.map(({ at, isOpen, point }) =>
            point === null ? null : (
              <Row key={at}>
                <Cell>
                  <Time at={point.at} /> {isOpen ? <span className="text-muted">{t('soFar')}</span> : null}
                </Cell>
                {columns.map((column) => (
                  <Cell key={column} label={t(`column.${column}`)} className="text-right tabular-nums">
                    <Amount point={point} column={column} />
                  </Cell>
                ))}
                {protocol !== 'udp' ? (
                  <Cell label={t('column.connectErrors')} className="text-right tabular-nums">
                    <Amount point={point} column="connectErrors" />
                  </Cell>
                ) : null}
                {isServer ? null : (
                  <Cell label={t('column.dropped')}>
                    <Drops drops={point.drops ?? {}} />
                  </Cell>
                )}
              </Row>
            ),
          )}
        </TableBody>
      </Table>
      <Pagination pageNumber={page} pageSize={PAGE_SIZE} totalCount={told.length} onChange={setPageNumber} />
    </>
  );
}

function Amount({ point, column }: { point: Point; column: Column | 'connectErrors' }) {
  const units = useUnits();
  const isBytes = column === 'bytesIn' || column === 'bytesOut';
  return <span>{isBytes ? units.bytes(point[column]) : units.count(point[column])}</span>;
}

function Drops({ drops }: { drops: NonNullable<Point['drops']> }) {
  const t = useTranslations('monitoring');
  const units = useUnits();
  const reasons = DROP_REASONS.filter((reason) => (drops[reason] ?? 0) > 0);
  return (
    <span>
      {reasons.length === 0 ? '0' : reasons.map((reason) => `${units.count(drops[reason] ?? 0)} ${t(`dropReason.${reason}`)}`).join(', ')}
    </span>
  );
}
