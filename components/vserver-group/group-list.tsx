'use client';

import { Boxes } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE, useVServerGroups } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { DeleteGroupDialog } from '#components/server-group/delete-group-dialog.tsx';
import { GroupListeners } from '#components/server-group/group-listeners.tsx';
import { WriteButton, WriteLinkButton } from '#components/session/write-guard.tsx';
import { TagChips } from '#components/tag/tag-chips.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { EmptyState } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import type { VServerGroupView } from '#domain/view.ts';
import { deleteVServerGroup } from './actions.ts';
import { GroupHealth } from './group-health.tsx';

const COLUMNS = ['name', 'id', 'listeners', 'servers', 'health', 'actions'] as const;

/** Tab VServer Groups (console 7.3). */
export function VServerGroupList({ regionId, loadBalancerId }: { regionId: string; loadBalancerId: string }) {
  const t = useTranslations('vserverList');
  const notify = useNotify();
  const { pageNumber, setPage } = useListQuery();
  const groups = useVServerGroups(loadBalancerId, pageNumber);
  const [deletingId, setDeletingId] = useState<string | null>(null);
  const deleting = groups.data?.items.find((group) => group.id === deletingId);
  const base = `/${regionId}/instances/${loadBalancerId}/vserver-groups`;
  return (
    <>
      <div>
        <WriteLinkButton variant="primary" href={`${base}/create`}>
          {t('create')}
        </WriteLinkButton>
      </div>
      {groups.error && !groups.data ? <LoadError error={groups.error} onRetry={() => void groups.refetch()} /> : null}
      {groups.data?.totalCount === 0 ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={Boxes} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      ) : null}
      {(groups.data?.totalCount ?? 1) > 0 && (groups.data || !groups.error) ? (
        <Table label={t('title')} stacks>
          <HeaderRow>
            {COLUMNS.map((column) => (
              <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {groups.data ? null : <SkeletonRows columns={COLUMNS.length} rows={2} lines={2} />}
            {groups.data?.items.map((group) => (
              <GroupRow key={group.id} group={group} href={`${base}/${group.id}`} onDelete={() => setDeletingId(group.id)} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={groups.data?.totalCount ?? 0} onChange={setPage} />
      {deleting ? (
        <DeleteGroupDialog
          kind="vserver-group"
          group={deleting}
          remove={deleteVServerGroup}
          onClose={() => setDeletingId(null)}
          onDeleted={() => notify('good', t('deleted', { name: deleting.name }))}
        />
      ) : null}
    </>
  );
}

function GroupRow({ group, href, onDelete }: { group: VServerGroupView; href: string; onDelete: () => void }) {
  const t = useTranslations('vserverList');
  return (
    <Row>
      <Cell className="max-w-64 min-w-36">
        <Link href={href} className="font-medium text-accent-text hover:underline">
          <Truncated text={group.name} />
        </Link>
        <TagChips tags={group.tags} shown={2} />
      </Cell>
      <Cell label={t('column.id')}>
        <Id id={group.id} />
      </Cell>
      <Cell label={t('column.listeners')}>
        <GroupListeners group={group} />
      </Cell>
      <Cell label={t('column.servers')} className="tabular-nums">
        {group.servers.length}
      </Cell>
      <Cell label={t('column.health')} className="min-w-44">
        <GroupHealth group={group} />
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex gap-3">
          <WriteLinkButton variant="link" href={`${href}/edit`}>
            {t('edit')}
          </WriteLinkButton>
          <WriteButton variant="link" onClick={onDelete}>
            {t('delete')}
          </WriteButton>
        </span>
      </Cell>
    </Row>
  );
}
