'use client';

import { ShieldCheck } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE, useAccessControlLists } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { TagChips } from '#components/tag/tag-chips.tsx';
import { TagFilter } from '#components/tag/tag-filter.tsx';
import { useTagFilter } from '#components/tag/use-tag-filter.ts';
import { LinkButton } from '#components/ui/button.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import type { AccessControlListSummary } from '#domain/view.ts';
import { CreateListDialog } from './create-list-dialog.tsx';
import { DeleteListDialog } from './delete-list-dialog.tsx';
import { ListUsers } from './list-users.tsx';

/** Page Access Control (console 10.1). */
export function AccessControlLists() {
  const t = useTranslations('accessControl');
  const tTags = useTranslations('tags');
  const notify = useNotify();
  const { regionId } = useRegion();
  const { search, pageNumber, setSearch, setPage } = useListQuery();
  const [isCreating, setIsCreating] = useState(useSearchParams().has('create'));
  const [deletingId, setDeletingId] = useState<string | null>(null);
  const tagFilter = useTagFilter();
  const lists = useAccessControlLists({ regionId, search, pageNumber, tag: tagFilter.texts });
  const deleting = lists.data?.items.find((list) => list.id === deletingId);
  const isFiltered = search !== '' || tagFilter.texts.length > 0;
  const isEmpty = lists.data?.totalCount === 0 && !isFiltered;
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <div className="flex flex-wrap items-center gap-2">
        <WriteButton variant="primary" onClick={() => setIsCreating(true)}>
          {t('create')}
        </WriteButton>
        <SearchInput label={t('search')} value={search} onChange={setSearch} />
        <TagFilter filter={tagFilter} resourceType="acl" />
      </div>
      {lists.error && !lists.data ? <LoadError error={lists.error} onRetry={() => void lists.refetch()} /> : null}
      {isEmpty ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={ShieldCheck} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      ) : null}
      {!isEmpty && (lists.data || !lists.error) ? (
        <Table stacks label={t('title')}>
          <HeaderRow>
            {(['idName', 'ipVersion', 'entries', 'listeners', 'tags', 'actions'] as const).map((column) => (
              <HeaderCell key={column}>{column === 'tags' ? tTags('column') : t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {lists.data ? null : <SkeletonRows columns={6} lines={2} />}
            {lists.data?.items.map((list) => (
              <ListRow key={list.id} list={list} onDelete={() => setDeletingId(list.id)} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {lists.data?.totalCount === 0 && isFiltered ? (
        <p className="text-muted">{search ? t('nothingFound', { search }) : tTags('nothingTaggedList')}</p>
      ) : null}
      <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={lists.data?.totalCount ?? 0} onChange={setPage} />
      {isCreating ? (
        <CreateListDialog
          regionId={regionId}
          onClose={() => setIsCreating(false)}
          onCreated={(list) => {
            notify('good', t('created', { name: list.name }));
            setIsCreating(false);
          }}
        />
      ) : null}
      {deleting ? (
        <DeleteListDialog
          list={deleting}
          onClose={() => setDeletingId(null)}
          onDeleted={() => notify('good', t('deleted', { name: deleting.name }))}
        />
      ) : null}
    </>
  );
}

function ListRow({ list, onDelete }: { list: AccessControlListSummary; onDelete: () => void }) {
  const t = useTranslations('accessControl');
  const tTags = useTranslations('tags');
  const href = `/${list.regionId}/access-control/${list.id}`;
  return (
    <Row>
      <Cell className="max-w-72 min-w-40">
        <LinkButton variant="link" href={href} className="min-h-6 max-w-full">
          <Truncated text={list.name} />
        </LinkButton>
        <Id id={list.id} className="text-muted" />
      </Cell>
      <Cell label={t('column.ipVersion')}>{t(`version.${list.ipVersion}`)}</Cell>
      <Cell label={t('column.entries')} className="tabular-nums">
        {list.entryCount}
      </Cell>
      <Cell label={t('column.listeners')} className="min-w-56">
        <ListUsers list={list} />
      </Cell>
      <Cell label={tTags('column')} className="max-w-56">
        {list.tags.length > 0 ? <TagChips tags={list.tags} /> : <span className="text-muted">–</span>}
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex gap-3">
          <LinkButton variant="link" href={href}>
            {t('manage')}
          </LinkButton>
          <WriteButton variant="link" onClick={onDelete}>
            {t('delete')}
          </WriteButton>
        </span>
      </Cell>
    </Row>
  );
}
