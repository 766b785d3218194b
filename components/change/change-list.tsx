'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ReceiptText } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { queryString, request } from '#components/api/client.ts';
import { LIST_PAGE_SIZE, POLL_MS } from '#components/api/queries.ts';
import { useActionWords } from '#components/audit/use-action-words.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Mono, Time, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import type { Page } from '#domain/field.ts';
import type { ChangeView } from '#domain/view.ts';
import { ChangeDelays } from './change-delays.tsx';

const COLUMNS = ['at', 'what', 'who', 'inForce', 'connections'] as const;

/** The receipts of a region: each change with where it is in force, after how long, and what it did to connections. */
export function ChangeList() {
  const t = useTranslations('changes');
  const { regionId } = useRegion();
  const { pageNumber, setPage } = useListQuery();
  const changes = useQuery({
    queryKey: ['changes', regionId, pageNumber],
    queryFn: ({ signal }) =>
      request<Page<ChangeView>>(`/changes${queryString({ regionId, pageNumber, pageSize: LIST_PAGE_SIZE })}`, { signal }),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <ChangeDelays regionId={regionId} />
      {changes.error && !changes.data ? <LoadError error={changes.error} onRetry={() => void changes.refetch()} /> : null}
      {changes.data?.totalCount === 0 ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={ReceiptText} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      ) : null}
      {changes.data?.totalCount === 0 || (changes.error && !changes.data) ? null : (
        <Table stacks label={t('title')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {changes.data ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
            {changes.data?.items.map((change) => (
              <ChangeRow key={change.id} change={change} />
            ))}
          </TableBody>
        </Table>
      )}
      <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={changes.data?.totalCount ?? 0} onChange={setPage} />
    </>
  );
}

function ChangeRow({ change }: { change: ChangeView }) {
  const t = useTranslations('changes');
  const actionWords = useActionWords();
  const kept = sum(change, 'connectionsKept');
  const cut = sum(change, 'connectionsCut');
  return (
    <Row>
      <Cell label={t('column.at')} className="whitespace-nowrap">
        <Time at={change.at} />
      </Cell>
      <Cell label={t('column.what')} className="min-w-56">
        {actionWords(change.action)}
        <Mono className="block text-muted">{change.resourceId}</Mono>
      </Cell>
      <Cell label={t('column.who')} className="max-w-48">
        <Truncated text={change.actorName} />
      </Cell>
      <Cell label={t('column.inForce')} className="min-w-56">
        <InForce change={change} />
      </Cell>
      <Cell label={t('column.connections')} className="whitespace-nowrap tabular-nums">
        {change.receipts.length === 0 ? (
          <span className="text-muted">–</span>
        ) : (
          <StatusIndicator tone={cut > 0 ? 'warn' : 'good'}>{t('keptAndCut', { kept, cut })}</StatusIndicator>
        )}
      </Cell>
    </Row>
  );
}

function sum(change: ChangeView, field: 'connectionsKept' | 'connectionsCut' | 'failed'): number {
  return change.receipts.reduce((total, receipt) => total + receipt[field], 0);
}

function InForce({ change }: { change: ChangeView }) {
  const t = useTranslations('changes');
  const { receipts, waitingNodes } = change;
  const done = receipts.filter(({ nodeId }) => !waitingNodes.includes(nodeId));
  const failed = sum(change, 'failed');
  const delay = Math.max(0, ...done.map(({ delayMilliseconds }) => delayMilliseconds));
  if (waitingNodes.length > 0) {
    return <StatusIndicator tone="pending">{t('waiting', { nodes: waitingNodes.join(', ') })}</StatusIndicator>;
  }
  if (done.length === 0) {
    return <StatusIndicator tone="unknown">{t('noReceipt')}</StatusIndicator>;
  }
  return (
    <>
      <StatusIndicator tone={failed > 0 ? 'bad' : 'good'}>{t('inForce', { count: done.length, delay })}</StatusIndicator>
      {failed > 0 ? <div className="pl-5 text-[12.5px] text-bad">{t('failed', { count: failed })}</div> : null}
    </>
  );
}
