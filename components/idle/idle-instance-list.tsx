'use client';

import { Leaf } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useProtectionOf } from '#components/load-balancer/protection.tsx';
import { useInstanceActions } from '#components/load-balancer/use-instance-actions.tsx';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { ColumnPicker, type Columns, useColumns } from '#components/ui/columns.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { Callout, EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Mono, Time, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import { TRAFFIC_KEPT_DAYS } from '#domain/limits.ts';
import type { IdleLoadBalancerView } from '#domain/view.ts';
import { useIdleInstances } from './use-idle-instances.ts';

const OPTIONAL = ['address', 'cause'] as const;
type OptionalColumn = (typeof OPTIONAL)[number];

/** Page Idle SLB Instances (console 16.1). */
export function IdleInstanceList() {
  const t = useTranslations('idle');
  const { regionId, isReporting } = useRegion();
  const { search, pageNumber, setSearch, setPage } = useListQuery();
  const idle = useIdleInstances({ regionId, search, pageNumber });
  const actions = useInstanceActions();
  const columns = useColumns<OptionalColumn>('idle');
  const isEmpty = idle.data?.totalCount === 0 && search === '';
  const shown = (['idName', ...OPTIONAL.filter(columns.isVisible), 'createdAt', 'lastTraffic', 'actions'] as const).map((column) => (
    <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
  ));
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <Callout tone={isReporting ? 'info' : 'warn'}>{isReporting ? t('dataAge') : t('notReporting')}</Callout>
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput label={t('search')} value={search} onChange={setSearch} />
        <div className="ml-auto">
          <ColumnPicker columns={columns} choices={OPTIONAL.map((name) => ({ name, label: t(`column.${name}`) }))} />
        </div>
      </div>
      {idle.error && !idle.data ? <LoadError error={idle.error} onRetry={() => void idle.refetch()} /> : null}
      {isEmpty ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={Leaf} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      ) : null}
      {!isEmpty && (idle.data || !idle.error) ? (
        <Table stacks label={t('title')}>
          <HeaderRow>{shown}</HeaderRow>
          <TableBody>
            {idle.data ? null : <SkeletonRows columns={shown.length} lines={2} />}
            {idle.data?.items.map((one) => (
              <IdleRow key={one.loadBalancer.id} idle={one} columns={columns} onRelease={() => actions.release(one.loadBalancer)} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {idle.data?.totalCount === 0 && search !== '' ? <p className="text-muted">{t('nothingFound', { search })}</p> : null}
      <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={idle.data?.totalCount ?? 0} onChange={setPage} />
      {actions.dialogs}
    </>
  );
}

interface IdleRowProps {
  idle: IdleLoadBalancerView;
  columns: Columns<OptionalColumn>;
  onRelease: () => void;
}

function IdleRow({ idle: { loadBalancer, causes, lastTrafficAt }, columns, onRelease }: IdleRowProps) {
  const t = useTranslations('idle');
  const protection = useProtectionOf()(loadBalancer);
  return (
    <Row>
      <Cell className="max-w-64 min-w-44">
        <Link href={`/${loadBalancer.regionId}/instances/${loadBalancer.id}/details`} className="text-accent-text hover:underline">
          <Mono>{loadBalancer.id}</Mono>
        </Link>
        <div>
          <Truncated text={loadBalancer.name} />
        </div>
      </Cell>
      {columns.isVisible('address') ? (
        <Cell label={t('column.address')}>
          <Mono>{loadBalancer.address}</Mono>
        </Cell>
      ) : null}
      {columns.isVisible('cause') ? (
        <Cell label={t('column.cause')} className="min-w-40">
          <span>{causes.map((cause) => t(`cause.${cause}`)).join(' · ')}</span>
        </Cell>
      ) : null}
      <Cell label={t('column.createdAt')}>
        <Time at={loadBalancer.createdAt} />
      </Cell>
      <Cell label={t('column.lastTraffic')}>
        {lastTrafficAt ? <Time at={lastTrafficAt} /> : <span className="text-muted">{t('noneKept', { days: TRAFFIC_KEPT_DAYS })}</span>}
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex">
          <WriteButton guard={protection} variant="link" onClick={onRelease}>
            {t('release')}
          </WriteButton>
        </span>
      </Cell>
    </Row>
  );
}
