'use client';

import { Server } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useDefaultServers, useDefaultServersVersion, useListeners } from '#components/api/queries.ts';
import { TheirsTaken } from '#components/conflict/conflict-guard.tsx';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { GroupListeners } from '#components/server-group/group-listeners.tsx';
import { draftOf } from '#components/server-group/member-draft.ts';
import { WriteButton } from '#components/session/write-guard.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { SearchInput } from '#components/ui/search-input.tsx';
import { Callout, EmptyState } from '#components/ui/surface.tsx';
import { HeaderCell, HeaderRow, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import { PAGE_SIZE_DEFAULT } from '#domain/limits.ts';
import type { DefaultServerView } from '#domain/view.ts';
import { AddServers } from './add-servers.tsx';
import { RemoveServersDialog } from './remove-servers-dialog.tsx';
import { DefaultServerRow } from './server-row.tsx';
import { useSetWeights } from './use-set-weights.ts';
import { WeightsDialog } from './weights-dialog.tsx';

type Doing =
  | { what: 'add' }
  | { what: 'remove'; servers: DefaultServerView[] }
  // With the version that the weights are meant for.
  | { what: 'weigh'; servers: DefaultServerView[]; version: number }
  | null;

const COLUMNS = ['idName', 'zone', 'address', 'state', 'health', 'weight', 'actions'] as const;

/** Tab Default Server Group (console 7.2). */
export function DefaultServerList({ regionId, loadBalancerId }: { regionId: string; loadBalancerId: string }) {
  const t = useTranslations('defaultGroup');
  const { search, pageNumber, setSearch, setPage } = useListQuery();
  const servers = useDefaultServers(loadBalancerId);
  const { data: version = 0 } = useDefaultServersVersion(loadBalancerId);
  const listeners = useListeners(loadBalancerId).data?.items.filter(({ target }) => target.kind === 'default');
  const [tickedIds, setTickedIds] = useState<ReadonlySet<string>>(new Set());
  const [doing, setDoing] = useState<Doing>(null);

  const all = servers.data ?? [];
  const found = all.filter((server) => matches(server, search));
  const shown = found.slice((pageNumber - 1) * PAGE_SIZE_DEFAULT, pageNumber * PAGE_SIZE_DEFAULT);
  const ticked = all.filter((server) => tickedIds.has(server.serverId));
  const isEmpty = servers.data?.length === 0;
  const isAllTicked = shown.length > 0 && shown.every((server) => tickedIds.has(server.serverId));
  const tick = (ids: string[], isTicked: boolean) =>
    setTickedIds((before) => new Set([...[...before].filter((id) => !ids.includes(id)), ...(isTicked ? ids : [])]));

  return (
    <>
      <Callout>
        <p>{t('intro')}</p>
        <div className="mt-1 flex min-h-6 flex-wrap items-center gap-x-2">
          {listeners?.length === 0 ? t('unused') : null}
          {listeners && listeners.length > 0 ? (
            <>
              {t('usedBy')} <GroupListeners group={{ regionId, loadBalancerId, listeners }} />
            </>
          ) : null}
        </div>
      </Callout>
      <div className="flex flex-wrap items-center gap-2">
        <WriteButton variant="primary" onClick={() => setDoing({ what: 'add' })}>
          {t('add')}
        </WriteButton>
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
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {servers.data ? null : <SkeletonRows columns={COLUMNS.length} lines={2} />}
            {shown.map((server) => (
              <DefaultServerRow
                key={server.serverId}
                loadBalancerId={loadBalancerId}
                server={server}
                listeners={listeners}
                isTicked={tickedIds.has(server.serverId)}
                onTick={() => tick([server.serverId], !tickedIds.has(server.serverId))}
                onRemove={() => setDoing({ what: 'remove', servers: [server] })}
              />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {all.length > 0 && found.length === 0 ? <p className="text-muted">{t('nothingFound', { search })}</p> : null}
      {all.length > 0 ? (
        <div className="flex flex-wrap items-center gap-2">
          <TickAll
            isTicked={isAllTicked}
            onTick={() =>
              tick(
                shown.map((server) => server.serverId),
                !isAllTicked,
              )
            }
          />
          <WriteButton disabled={ticked.length === 0} onClick={() => setDoing({ what: 'weigh', servers: ticked, version })}>
            {t('setWeights')}
          </WriteButton>
          <WriteButton disabled={ticked.length === 0} onClick={() => setDoing({ what: 'remove', servers: ticked })}>
            {t('remove')}
          </WriteButton>
          <span role="status" className="text-muted tabular-nums">
            {t('ticked', { count: ticked.length })}
          </span>
          <span className="ml-auto">
            <Pagination pageNumber={pageNumber} pageSize={PAGE_SIZE_DEFAULT} totalCount={found.length} onChange={setPage} />
          </span>
        </div>
      ) : null}
      <Dialogs
        regionId={regionId}
        loadBalancerId={loadBalancerId}
        doing={doing}
        isUsed={listeners?.length !== 0}
        onClose={() => setDoing(null)}
        onRemoved={(ids) => tick(ids, false)}
      />
    </>
  );
}

/** In the bottom bar and not above the rows, where it would be hidden once they are cards. */
function TickAll({ isTicked, onTick }: { isTicked: boolean; onTick: () => void }) {
  const t = useTranslations('defaultGroup');
  const id = useId();
  return (
    <span className="mr-2 ml-3 flex h-8 items-center gap-3">
      <Checkbox id={id} checked={isTicked} onChange={onTick} />
      <label htmlFor={id}>{t('tickAll')}</label>
    </span>
  );
}

interface DialogsProps {
  regionId: string;
  loadBalancerId: string;
  doing: Doing;
  isUsed: boolean;
  onClose: () => void;
  onRemoved: (serverIds: string[]) => void;
}

function Dialogs({ regionId, loadBalancerId, doing, isUsed, onClose, onRemoved }: DialogsProps) {
  const t = useTranslations('defaultGroup');
  const notify = useNotify();
  const setWeights = useSetWeights(loadBalancerId);
  switch (doing?.what) {
    case 'add':
      return <AddServers regionId={regionId} loadBalancerId={loadBalancerId} onClose={onClose} />;
    case 'weigh':
      return (
        <WeightsDialog
          title={t('setWeights')}
          intro={t('weightsHint')}
          initial={draftOf(doing.servers)}
          onClose={onClose}
          onSave={async (changed) => {
            try {
              await setWeights.mutateAsync({ changed, version: doing.version });
              notify('good', t('weighed', { count: changed.length }));
            } catch (thrown) {
              if (!(thrown instanceof TheirsTaken)) {
                throw thrown;
              }
            }
            onClose();
          }}
        />
      );
    case 'remove':
      return (
        <RemoveServersDialog
          loadBalancerId={loadBalancerId}
          servers={doing.servers}
          isUsed={isUsed}
          onClose={onClose}
          onRemoved={() => {
            notify('good', t('removed', { count: doing.servers.length }));
            onRemoved(doing.servers.map((server) => server.serverId));
          }}
        />
      );
    default:
      return null;
  }
}

function matches({ serverName, serverId, address }: DefaultServerView, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return [serverName, serverId, address].some((text) => text.toLowerCase().includes(wanted));
}
