'use client';

import { Server } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useNotify } from '#components/feedback/notices.tsx';
import { HistoryLink } from '#components/history/history-link.tsx';
import { ServerState } from '#components/server/server-state.tsx';
import { DeleteGroupDialog } from '#components/server-group/delete-group-dialog.tsx';
import { GroupListeners } from '#components/server-group/group-listeners.tsx';
import { MemberVerdicts } from '#components/server-group/member-verdicts.tsx';
import { WriteButton, WriteLinkButton } from '#components/session/write-guard.tsx';
import { EditableTags } from '#components/tag/editable-tags.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { Card, EmptyState, Fact, Facts, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Mono, Time, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import { PAGE_SIZE_DEFAULT } from '#domain/limits.ts';
import type { VServerGroupView } from '#domain/view.ts';
import { deleteVServerGroup } from './actions.ts';
import { GroupHealth } from './group-health.tsx';

/** One group: its listeners, and its members as they see them. */
export function VServerGroupDetails({ group, tab, onDeleted }: { group: VServerGroupView; tab: string; onDeleted: () => void }) {
  const t = useTranslations('vserverList');
  const tTags = useTranslations('tags');
  const router = useRouter();
  const notify = useNotify();
  const [isDeleting, setIsDeleting] = useState(false);
  return (
    <>
      <PageHeader
        title={group.name}
        sub={<Id id={group.id} />}
        actions={
          <>
            <WriteLinkButton href={`${tab}/${group.id}/edit`}>{t('edit')}</WriteLinkButton>
            <HistoryLink regionId={group.regionId} resource={{ type: 'vserver-group', id: group.id }} />
            <WriteButton onClick={() => setIsDeleting(true)}>{t('delete')}</WriteButton>
          </>
        }
      />
      <Card>
        <Facts>
          <Fact term={t('column.listeners')}>
            <GroupListeners group={group} />
          </Fact>
          <Fact term={t('column.servers')}>{group.servers.length}</Fact>
          <Fact term={t('column.health')}>
            <GroupHealth group={group} />
          </Fact>
          <Fact term={tTags('column')}>
            <EditableTags resource={{ resourceType: 'vservergroup', id: group.id, name: group.name }} tags={group.tags} />
          </Fact>
          <Fact term={t('createdAt')}>
            <Time at={group.createdAt} />
          </Fact>
        </Facts>
      </Card>
      <Members group={group} />
      {isDeleting ? (
        <DeleteGroupDialog
          kind="vserver-group"
          group={group}
          remove={deleteVServerGroup}
          onClose={() => setIsDeleting(false)}
          onDeleted={() => {
            notify('good', t('deleted', { name: group.name }));
            onDeleted();
            router.push(tab);
          }}
        />
      ) : null}
    </>
  );
}

const COLUMNS = ['idName', 'zone', 'address', 'port', 'state', 'health', 'weight'] as const;

function Members({ group }: { group: VServerGroupView }) {
  const t = useTranslations('vserverMembers');
  const tList = useTranslations('vserverList');
  const { pageNumber, setPage } = useListQuery();
  if (group.servers.length === 0) {
    return (
      <div className="rounded-md border border-line bg-surface shadow-card">
        <EmptyState icon={Server} title={t('emptyTitle')}>
          {t('emptyText')}
        </EmptyState>
      </div>
    );
  }
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('title')}</h2>
      <Table stacks label={t('title')}>
        <HeaderRow>
          {COLUMNS.map((column) => (
            <HeaderCell key={column}>{t(`column.${column}`)}</HeaderCell>
          ))}
        </HeaderRow>
        <TableBody>
          {group.servers.slice((pageNumber - 1) * PAGE_SIZE_DEFAULT, pageNumber * PAGE_SIZE_DEFAULT).map((member) => (
            <Row key={member.memberId}>
              <Cell className="max-w-64 min-w-40">
                <Truncated text={member.serverName} className="font-medium" />
                <Mono className="block text-muted">{member.serverId}</Mono>
              </Cell>
              <Cell label={t('column.zone')} className="whitespace-nowrap">
                {member.zoneName ?? '–'}
              </Cell>
              <Cell label={t('column.address')}>
                <Mono>{member.address}</Mono>
              </Cell>
              <Cell label={t('column.port')}>
                <Mono>{member.port}</Mono>
              </Cell>
              <Cell label={t('column.state')} className="whitespace-nowrap">
                <ServerState status={member.status} />
              </Cell>
              <Cell label={t('column.health')} className="min-w-52">
                <MemberVerdicts listeners={group.listeners} memberId={member.memberId} />
              </Cell>
              <Cell label={t('column.weight')} className="tabular-nums">
                <div>
                  {member.weight}
                  {member.weight === 0 ? <div className="text-[12.5px] leading-[18px] text-muted">{tList('noNewTraffic')}</div> : null}
                </div>
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      <Pagination pageNumber={pageNumber} pageSize={PAGE_SIZE_DEFAULT} totalCount={group.servers.length} onChange={setPage} />
    </section>
  );
}
