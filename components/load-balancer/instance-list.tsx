'use client';

import { ChevronDown, Network } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE, useLoadBalancers, useServers } from '#components/api/queries.ts';
import { HealthCheckIcon } from '#components/diagnosis/health-check-link.tsx';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { InstanceStatus } from '#components/status/instance-status.tsx';
import { TagChips } from '#components/tag/tag-chips.tsx';
import { TagFilter } from '#components/tag/tag-filter.tsx';
import { useEditTags } from '#components/tag/use-edit-tags.tsx';
import { useTagFilter } from '#components/tag/use-tag-filter.ts';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Menu, MenuItem } from '#components/ui/menu.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { CopyButton, Mono } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import { InstanceName } from './instance-name.tsx';
import { ListenerLines } from './listener-lines.tsx';
import { useProtectionOf, WriteMenuItem } from './protection.tsx';
import { useInstanceActions } from './use-instance-actions.tsx';

export function InstanceList() {
  const t = useTranslations('instanceList');
  const tTags = useTranslations('tags');
  const { regionId } = useRegion();
  const { search, pageNumber, setSearch, setPage } = useListQuery();
  const tagFilter = useTagFilter();
  const instances = useLoadBalancers({ regionId, search, pageNumber, tag: tagFilter.texts });
  const tags = useEditTags((id) => instances.data?.items.find((instance) => instance.id === id)?.tags);
  const actions = useInstanceActions();
  const isFiltered = search !== '' || tagFilter.texts.length > 0;
  const isEmpty = instances.data?.totalCount === 0 && !isFiltered;
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <div className="flex flex-wrap items-center gap-2">
        <LinkButton variant="primary" href={`/${regionId}/instances/create`}>
          {t('create')}
        </LinkButton>
        <SearchInput label={t('search')} value={search} onChange={setSearch} />
        <TagFilter filter={tagFilter} resourceType="instance" />
      </div>
      {instances.error && !instances.data ? <LoadError error={instances.error} onRetry={() => void instances.refetch()} /> : null}
      {isEmpty ? <NoInstances regionId={regionId} /> : null}
      {!isEmpty && (instances.data || !instances.error) ? (
        <Table stacks label={t('title')}>
          <HeaderRow>
            <HeaderCell>{t('column.idName')}</HeaderCell>
            <HeaderCell>{t('column.address')}</HeaderCell>
            <HeaderCell>{t('column.status')}</HeaderCell>
            <HeaderCell>{t('column.listeners')}</HeaderCell>
            <HeaderCell>{tTags('column')}</HeaderCell>
            <HeaderCell>{t('column.actions')}</HeaderCell>
          </HeaderRow>
          <TableBody>
            {instances.data ? null : <SkeletonRows columns={6} lines={2} />}
            {instances.data?.items.map((instance) => (
              <InstanceRow
                key={instance.id}
                instance={instance}
                actions={actions}
                onEditTags={() => tags.edit({ resourceType: 'instance', id: instance.id, name: instance.name })}
              />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {instances.data?.totalCount === 0 && isFiltered ? (
        <p className="text-muted">{search ? t('nothingFound', { search }) : tTags('nothingTagged')}</p>
      ) : null}
      <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={instances.data?.totalCount ?? 0} onChange={setPage} />
      {actions.dialogs}
      {tags.dialog}
    </>
  );
}

interface InstanceRowProps {
  instance: LoadBalancerView;
  actions: ReturnType<typeof useInstanceActions>;
  onEditTags: () => void;
}

function InstanceRow({ instance, actions, onEditTags }: InstanceRowProps) {
  const t = useTranslations('instanceList');
  const tInstance = useTranslations('instance');
  const tTags = useTranslations('tags');
  const protection = useProtectionOf()(instance);
  const href = `/${instance.regionId}/instances/${instance.id}`;
  return (
    <Row>
      <Cell className="max-w-52 min-w-44">
        <Link href={`${href}/details`} className="text-accent-text hover:underline">
          <Mono>{instance.id}</Mono>
        </Link>
        <InstanceName id={instance.id} name={instance.name} />
      </Cell>
      <Cell label={t('column.address')} className="whitespace-nowrap">
        <span className="flex items-center gap-1">
          <Mono>{instance.address}</Mono>
          <CopyButton text={instance.address} label={t('copyAddress', { address: instance.address })} />
        </span>
        <span className="text-[12.5px] text-muted">
          {tInstance(`type.${instance.addressType}`)} · {tInstance(`ipVersion.${instance.ipVersion}`)}
        </span>
      </Cell>
      <Cell label={t('column.status')} className="whitespace-nowrap">
        <span className="flex items-start gap-1">
          <InstanceStatus status={instance.status} />
          <HealthCheckIcon instance={instance} />
        </span>
      </Cell>
      <Cell className="min-w-80">
        <ListenerLines listeners={instance.listeners} />
      </Cell>
      <Cell label={tTags('column')} className="max-w-52">
        {instance.tags.length > 0 ? <TagChips tags={instance.tags} /> : <span className="text-muted">–</span>}
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex flex-col items-start 2xl:flex-row 2xl:gap-3">
          <LinkButton variant="link" href={`${href}/listeners/create`}>
            {t('configureListener')}
          </LinkButton>
          <Menu
            trigger={
              <Button variant="link">
                {t('more')}
                <ChevronDown size={14} aria-hidden />
              </Button>
            }
          >
            <MenuItem disabled={instance.status !== 'inactive'} onSelect={() => actions.start(instance)}>
              {tInstance('start')}
            </MenuItem>
            <MenuItem disabled={instance.status !== 'active'} onSelect={() => actions.stop(instance)}>
              {tInstance('stop')}
            </MenuItem>
            <WriteMenuItem protection={protection} onSelect={onEditTags}>
              {tTags('edit')}
            </WriteMenuItem>
            <MenuItem danger disabled={instance.status === 'locked'} onSelect={() => actions.release(instance)}>
              {tInstance('release')}
            </MenuItem>
          </Menu>
        </span>
      </Cell>
    </Row>
  );
}

function NoInstances({ regionId }: { regionId: string }) {
  const t = useTranslations('instanceList');
  const servers = useServers({ regionId, pageSize: 1 });
  const hasServers = (servers.data?.totalCount ?? 1) > 0;
  return (
    <div className="rounded-md border border-line bg-surface shadow-card">
      <EmptyState
        icon={Network}
        title={t('emptyTitle')}
        action={
          <>
            <LinkButton variant={hasServers ? 'primary' : 'secondary'} href={`/${regionId}/instances/create`}>
              {t('create')}
            </LinkButton>
            {hasServers ? null : (
              <LinkButton variant="primary" href={`/${regionId}/servers?register=1`}>
                {t('registerServers')}
              </LinkButton>
            )}
          </>
        }
      >
        {hasServers ? t('emptyText') : t('emptyTextNoServers')}
      </EmptyState>
    </div>
  );
}
