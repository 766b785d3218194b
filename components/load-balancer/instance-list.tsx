'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE, useLoadBalancers } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { WriteLinkButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { TagFilter } from '#components/tag/tag-filter.tsx';
import { useEditTags } from '#components/tag/use-edit-tags.tsx';
import { useTagFilter } from '#components/tag/use-tag-filter.ts';
import { LinkButton } from '#components/ui/button.tsx';
import { ColumnPicker, useColumns } from '#components/ui/columns.tsx';
import { FilterBar } from '#components/ui/filter-bar.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { PageHeader } from '#components/ui/surface.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import { BatchBar } from './batch-bar.tsx';
import { type InstanceColumn, useInstanceColumnChoices } from './instance-columns.ts';
import { INSTANCE_FILTERS, useInstanceFilters } from './instance-filters.ts';
import { InstanceTable } from './instance-table.tsx';
import { NoInstances } from './no-instances.tsx';
import { useInstanceActions } from './use-instance-actions.tsx';

/** console 2. */
export function InstanceList() {
  const t = useTranslations('instanceList');
  const { regionId, region } = useRegion();
  const query = useListQuery(INSTANCE_FILTERS);
  const { search, pageNumber, filters } = query;
  const tagFilter = useTagFilter();
  const instances = useLoadBalancers({ regionId, search, pageNumber, ...filters, tag: tagFilter.texts });
  const tags = useEditTags((id) => instances.data?.items.find((instance) => instance.id === id)?.tags);
  const { data, error } = instances;
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const actions = useInstanceActions();
  const columns = useColumns<InstanceColumn>('instances');
  const choices = useInstanceColumnChoices();
  const filterFields = useInstanceFilters(region);
  const isNarrowed = search !== '' || Object.keys(filters).length > 0 || tagFilter.texts.length > 0;
  const isEmpty = data?.totalCount === 0 && !isNarrowed;
  // Only what is in sight: nothing is stopped or released that is not.
  const selected = (data?.items ?? []).filter(({ id }) => ticked.has(id));
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <div className="flex flex-wrap items-center gap-2">
        <WriteLinkButton variant="primary" href={`/${regionId}/instances/create`}>
          {t('create')}
        </WriteLinkButton>
        <SearchInput label={t('search')} value={search} onChange={query.setSearch} />
        <TagFilter filter={tagFilter} resourceType="instance" />
        <FilterBar fields={filterFields} values={filters} onChange={query.setFilters} />
        <div className="ml-auto">
          <ColumnPicker columns={columns} choices={choices} />
        </div>
      </div>
      {error && !data ? <LoadError error={error} onRetry={() => void instances.refetch()} /> : null}
      {isEmpty ? <NoInstances regionId={regionId} /> : null}
      {!isEmpty && (data || !error) ? (
        <InstanceTable
          instances={data?.items}
          columns={columns}
          ticked={ticked}
          onTick={setTicked}
          actions={actions}
          onEditTags={({ id, name }) => tags.edit({ resourceType: 'instance', id, name })}
        />
      ) : null}
      {data?.totalCount === 0 && isNarrowed ? <NothingFound search={search} regionId={regionId} /> : null}
      {isEmpty ? null : (
        <BatchBar
          selected={selected}
          onStart={() => actions.startAll(selected)}
          onStop={() => actions.stopAll(selected)}
          onRelease={() => actions.releaseAll(selected)}
        >
          <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={data?.totalCount ?? 0} onChange={query.setPage} />
        </BatchBar>
      )}
      {actions.dialogs}
      {tags.dialog}
    </>
  );
}

function NothingFound({ search, regionId }: { search: string; regionId: string }) {
  const t = useTranslations('instanceList');
  return (
    <p className="text-muted">
      {search === '' ? t('nothingFits') : t('nothingFound', { search })}{' '}
      <LinkButton variant="link" href={`/${regionId}/instances`}>
        {t('showAllInstances')}
      </LinkButton>
    </p>
  );
}
