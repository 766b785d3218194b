'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { queryString, request } from '#components/api/client.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { HeaderCell, HeaderRow, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Time } from '#components/ui/text.tsx';
import type { OperationLogPageView } from '#domain/view.ts';
import { ExportLinks } from './export-links.tsx';
import { LogFilters } from './log-filters.tsx';
import { LogRow } from './log-row.tsx';
import { useLogQuery } from './use-log-query.ts';

const COLUMNS = ['at', 'event', 'resource', 'who'] as const;
const PAGE_SIZE = 50;
/** Nothing depends on it, and a search reads a lot. */
const LOOK_AGAIN_MS = 10_000;

/** Who did what, newest first (console 13.1). */
export function OperationLogPage() {
  const t = useTranslations('operationLog');
  const { regionId } = useRegion();
  const query = useLogQuery(regionId);
  const isNewest = query.cursor === undefined;
  const logs = useQuery({
    queryKey: ['operation-logs', regionId, query.key],
    queryFn: ({ signal }) =>
      request<OperationLogPageView>(`/operation-logs${queryString({ ...query.asked(), cursor: query.cursor, pageSize: PAGE_SIZE })}`, {
        signal,
      }),
    refetchInterval: isNewest && query.search === '' ? LOOK_AGAIN_MS : false,
    placeholderData: keepPreviousData,
  });
  const page = logs.data;
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} actions={<ExportLinks query={query} />} />
      <LogFilters query={query} />
      {logs.error && !page ? <LoadError error={logs.error} onRetry={() => void logs.refetch()} /> : null}
      {page?.items.length === 0 ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={ScrollText} title={t('emptyTitle')}>
            {page.lookedTo === null ? t('emptyText') : t.rich('lookedTo', { time: () => <Time at={page.lookedTo ?? ''} /> })}
          </EmptyState>
        </div>
      ) : null}
      {page?.items.length === 0 || (logs.error && !page) ? null : (
        <Table stacks label={t('title')}>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {page ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
            {page?.items.map((entry) => (
              <LogRow key={entry.id} entry={entry} pageRegionId={regionId} />
            ))}
          </TableBody>
        </Table>
      )}
      <nav aria-label={t('paging')} className="flex flex-wrap justify-end gap-2">
        {isNewest ? null : <Button onClick={() => query.set({})}>{t('newest')}</Button>}
        {page?.next ? (
          <Button onClick={() => query.set({ cursor: page.next ?? undefined })}>
            {t(page.items.length === 0 ? 'furtherBack' : 'older')}
          </Button>
        ) : null}
      </nav>
    </>
  );
}
