'use client';

import { Server } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE, useServers } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Mono, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import type { ServerView } from '#domain/view.ts';
import { RemoveServerDialog } from './remove-server-dialog.tsx';
import { ServerDialog } from './server-dialog.tsx';
import { ServerState } from './server-state.tsx';
import { ServerUses } from './server-uses.tsx';

type Doing = { what: 'register' } | { what: 'edit' | 'remove'; server: ServerView } | null;

export function ServerList() {
  const t = useTranslations('servers');
  const notify = useNotify();
  const { regionId, region } = useRegion();
  const { search, pageNumber, setSearch, setPage } = useListQuery();
  const [doing, setDoing] = useState<Doing>(useSearchParams().has('register') ? { what: 'register' } : null);
  const servers = useServers({ regionId, search, pageNumber });
  const isEmpty = servers.data?.totalCount === 0 && search === '';
  const close = () => setDoing(null);
  const register = (
    <WriteButton variant="primary" onClick={() => setDoing({ what: 'register' })}>
      {t('register')}
    </WriteButton>
  );
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      <div className="flex flex-wrap items-center gap-2">
        {register}
        <SearchInput label={t('search')} value={search} onChange={setSearch} />
      </div>
      {servers.error && !servers.data ? <LoadError error={servers.error} onRetry={() => void servers.refetch()} /> : null}
      {isEmpty ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={Server} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      ) : null}
      {!isEmpty && (servers.data || !servers.error) ? (
        <Table stacks label={t('title')}>
          <HeaderRow>
            {(['idName', 'zone', 'address', 'state', 'usedBy', 'actions'] as const).map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {servers.data ? null : <SkeletonRows columns={6} lines={2} />}
            {servers.data?.items.map((server) => (
              <ServerRow key={server.id} server={server} onDo={(what) => setDoing({ what, server })} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {servers.data?.totalCount === 0 && search !== '' ? <p className="text-muted">{t('nothingFound', { search })}</p> : null}
      <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={servers.data?.totalCount ?? 0} onChange={setPage} />
      {region && doing && doing.what !== 'remove' ? (
        <ServerDialog
          region={region}
          server={doing.what === 'edit' ? doing.server : undefined}
          onClose={close}
          onSaved={(server) => {
            notify('good', t('saved', { name: server.name }));
            close();
          }}
        />
      ) : null}
      {doing?.what === 'remove' ? (
        <RemoveServerDialog
          server={doing.server}
          onClose={close}
          onRemoved={() => notify('good', t('removed', { name: doing.server.name }))}
        />
      ) : null}
    </>
  );
}

function ServerRow({ server, onDo }: { server: ServerView; onDo: (what: 'edit' | 'remove') => void }) {
  const t = useTranslations('servers');
  return (
    <Row>
      <Cell className="max-w-64 min-w-40">
        <Truncated text={server.name} className="font-medium" />
        <Id id={server.id} className="text-muted" />
      </Cell>
      <Cell label={t('column.zone')} className="whitespace-nowrap">
        {server.zoneName ?? '–'}
      </Cell>
      <Cell label={t('column.address')}>
        <Mono>{server.address}</Mono>
      </Cell>
      <Cell label={t('column.state')} className="whitespace-nowrap">
        <ServerState status={server.status} />
      </Cell>
      <Cell label={t('column.usedBy')} className="min-w-56">
        {server.usedBy.length === 0 ? (
          <span className="text-muted">{t('unused')}</span>
        ) : (
          <ServerUses regionId={server.regionId} uses={server.usedBy} />
        )}
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex gap-3">
          <WriteButton variant="link" onClick={() => onDo('edit')}>
            {t('edit')}
          </WriteButton>
          <WriteButton variant="link" onClick={() => onDo('remove')}>
            {t('remove')}
          </WriteButton>
        </span>
      </Cell>
    </Row>
  );
}
