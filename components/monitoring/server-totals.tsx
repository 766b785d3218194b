'use client';

import { useTranslations } from 'use-intl';
import { Button } from '#components/ui/button.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Truncated } from '#components/ui/text.tsx';
import type { ListenerTrafficView, ListenerView } from '#domain/view.ts';
import { totalsOf } from './steps.ts';
import { useServerName } from './use-server-name.ts';
import { useUnits } from './use-units.ts';

interface ServerTotalsProps {
  listener: ListenerView;
  traffic: ListenerTrafficView;
  /** Member id of the server that is looked at. */
  chosen: string | null;
  onChoose: (memberId: string | null) => void;
}

const COLUMNS = ['connectionsNew', 'bytesIn', 'bytesOut', 'connectErrors'] as const;

/** How the traffic of the range was spread over the servers, those included that are no members any more. */
export function ServerTotals({ listener, traffic, chosen, onChoose }: ServerTotalsProps) {
  const t = useTranslations('monitoring');
  const units = useUnits();
  const serverName = useServerName();
  const columns = COLUMNS.filter((column) => column !== 'connectErrors' || listener.protocol === 'tcp');
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('servers')}</h2>
      <Table stacks label={t('servers')}>
        <HeaderRow>
          <HeaderCell>{t('column.server')}</HeaderCell>
          {columns.map((column) => (
            <HeaderCell key={column} className="text-right">
              {t(`column.${column}`)}
            </HeaderCell>
          ))}
          <HeaderCell>{t('column.actions')}</HeaderCell>
        </HeaderRow>
        <TableBody>
          {traffic.servers.map((server) => {
            const totals = totalsOf(server.points);
            const isChosen = server.memberId === chosen;
            return (
              <Row key={server.memberId} className={isChosen ? 'bg-surface-selected!' : undefined}>
                <Cell className="max-w-80">
                  <Truncated text={serverName(server)} className="font-medium" />
                </Cell>
                {columns.map((column) => (
                  <Cell key={column} label={t(`column.${column}`)} className="text-right tabular-nums">
                    <span>{column === 'bytesIn' || column === 'bytesOut' ? units.bytes(totals[column]) : units.count(totals[column])}</span>
                  </Cell>
                ))}
                <Cell className="w-px whitespace-nowrap">
                  <Button variant="link" onClick={() => onChoose(isChosen ? null : server.memberId)}>
                    {t(isChosen ? 'showWhole' : 'showServer')}
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
