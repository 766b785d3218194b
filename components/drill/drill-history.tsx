'use client';

import { useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Time, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import type { DrillView } from '#domain/view.ts';
import { Downtime, DrillState } from './drill-state.tsx';
import { DRILLS_PAGE_SIZE, useDrills } from './queries.ts';
import { TimeLeft } from './time-left.tsx';

const COLUMNS = ['started', 'startedBy', 'reason', 'duration', 'downtime', 'affected', 'state', 'actions'] as const;

interface DrillHistoryProps {
  groupId: string;
  /** Path of the pages of drills. */
  base: string;
}

/** Leads to the drill that runs now, if one does. */
export function RunningDrill({ groupId, base }: DrillHistoryProps) {
  const t = useTranslations('drill');
  const { data, dataUpdatedAt } = useDrills(groupId);
  const running = data?.items.find(({ leftMilliseconds }) => leftMilliseconds > 0);
  return running ? (
    <Callout tone="warn" title={t('running')} action={<LinkButton href={`${base}/${running.id}`}>{t('watch')}</LinkButton>}>
      {t.rich('runningText', { left: () => <TimeLeft leftMilliseconds={running.leftMilliseconds} toldAt={dataUpdatedAt} /> })}
    </Callout>
  ) : null;
}

/** Drills of a group with what they measured, newest first. */
export function DrillHistory({ groupId, base }: DrillHistoryProps) {
  const t = useTranslations('drill');
  const { pageNumber, setPage } = useListQuery();
  const { data, error, refetch, dataUpdatedAt } = useDrills(groupId, pageNumber);
  const isEmpty = data?.totalCount === 0;
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('history')}</h2>
      {error && !data ? <LoadError error={error} onRetry={() => void refetch()} /> : null}
      {isEmpty ? <p className="text-muted">{t('historyEmpty')}</p> : null}
      {!isEmpty && (data || !error) ? (
        <Table stacks label={t('history')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column} className="whitespace-normal!">
                {t(column)}
              </HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {data ? null : <SkeletonRows columns={COLUMNS.length} rows={1} />}
            {data?.items.map((drill) => (
              <DrillRow key={drill.id} drill={drill} toldAt={dataUpdatedAt} href={`${base}/${drill.id}`} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {(data?.totalCount ?? 0) > DRILLS_PAGE_SIZE ? (
        <Pagination pageNumber={pageNumber} pageSize={DRILLS_PAGE_SIZE} totalCount={data?.totalCount ?? 0} onChange={setPage} />
      ) : null}
    </section>
  );
}

function DrillRow({ drill, toldAt, href }: { drill: DrillView; toldAt: number; href: string }) {
  const t = useTranslations('drill');
  return (
    <Row>
      <Cell className="whitespace-nowrap">
        <Time at={drill.startedAt} />
      </Cell>
      <Cell label={t('startedBy')} className="max-w-40">
        <Truncated text={drill.startedBy} />
      </Cell>
      <Cell label={t('reason')} className="max-w-56">
        <Truncated text={drill.reason} />
      </Cell>
      <Cell label={t('duration')} className="whitespace-nowrap tabular-nums">
        {t('downtimeSeconds', { seconds: drill.seconds })}
      </Cell>
      <Cell label={t('downtime')} className="whitespace-nowrap tabular-nums">
        <Downtime milliseconds={drill.downtimeMilliseconds} />
      </Cell>
      <Cell label={t('affected')} className="tabular-nums">
        {drill.connectionsAffected}
      </Cell>
      <Cell label={t('state')}>
        <DrillState drill={drill} toldAt={toldAt} />
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <LinkButton variant="link" href={href}>
          {t('view')}
        </LinkButton>
      </Cell>
    </Row>
  );
}
