'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Card } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { ListenerPort, Since, Truncated } from '#components/ui/text.tsx';
import type { RecentFailoverView } from '#domain/view.ts';

const COLUMNS = ['at', 'instance', 'listener', 'took', 'reason'] as const;

/** The newest switches of traffic in the region, whatever the instance. */
export function RecentFailovers({ failovers }: { failovers: RecentFailoverView[] }) {
  const t = useTranslations('overview');
  if (failovers.length === 0) {
    return (
      <Card title={t('failovers')}>
        <p className="text-muted">{t('noFailovers')}</p>
      </Card>
    );
  }
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('failovers')}</h2>
      <Table stacks label={t('failovers')}>
        <HeaderRow>
          {COLUMNS.map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {failovers.map((event) => (
            <FailoverRow key={event.id} event={event} />
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

function FailoverRow({ event }: { event: RecentFailoverView }) {
  const t = useTranslations('overview');
  const tFailovers = useTranslations('failovers');
  const { regionId } = useRegion();
  return (
    <Row>
      <Cell className="whitespace-nowrap">
        <Since at={event.at} />
      </Cell>
      <Cell label={t('column.instance')} className="max-w-56">
        <Link href={`/${regionId}/instances/${event.loadBalancerId}/details`} className="text-accent-text hover:underline">
          <Truncated text={event.loadBalancerName} />
        </Link>
      </Cell>
      <Cell label={t('column.listener')}>
        <ListenerPort listener={event} />
      </Cell>
      <Cell label={t('column.took')} className="min-w-56">
        <StatusIndicator tone={event.to === 'active' ? 'returned' : 'warn'}>
          {tFailovers(event.to === 'standby' ? 'toStandby' : 'toActive', { from: event.fromServer, to: event.toServer })}
        </StatusIndicator>
      </Cell>
      <Cell label={t('column.reason')} className="min-w-40">
        <span dir="auto">{event.reason}</span>
      </Cell>
    </Row>
  );
}
