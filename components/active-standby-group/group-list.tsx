'use client';

import { ArrowLeftRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { LIST_PAGE_SIZE, useGroups } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { DeleteGroupDialog } from '#components/server-group/delete-group-dialog.tsx';
import { GroupListeners } from '#components/server-group/group-listeners.tsx';
import { WriteButton, WriteLinkButton } from '#components/session/write-guard.tsx';
import { TagChips } from '#components/tag/tag-chips.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Pagination } from '#components/ui/pagination.tsx';
import { Callout, EmptyState } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, SkeletonRows, Table, TableBody } from '#components/ui/table.tsx';
import { Id, Truncated } from '#components/ui/text.tsx';
import { useListQuery } from '#components/ui/use-list-query.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { deleteGroup } from './actions.ts';
import { GroupServer, NowServing } from './group-parts.tsx';
import { isAway, SwitchDialog } from './switch-dialog.tsx';

/** Tab Active/Standby Server Groups (console 7.4). */
export function GroupList({ regionId, loadBalancerId }: { regionId: string; loadBalancerId: string }) {
  const t = useTranslations('groupList');
  const notify = useNotify();
  const { pageNumber, setPage } = useListQuery();
  const groups = useGroups(loadBalancerId, pageNumber);
  const [asking, setAsking] = useState<{ what: 'switch' | 'delete'; group: ActiveStandbyGroupView } | null>(null);
  // A dialog stays open when somebody else deletes the group meanwhile: its OK then says how it is.
  const asked = groups.data?.items.find((group) => group.id === asking?.group.id) ?? asking?.group;
  const close = () => setAsking(null);
  const base = `/${regionId}/instances/${loadBalancerId}/active-standby-server-groups`;
  return (
    <>
      <Callout>
        <p>{t('preconditions')}</p>
        <p>{t('layer4Only')}</p>
      </Callout>
      <div>
        <WriteLinkButton variant="primary" href={`${base}/create`}>
          {t('create')}
        </WriteLinkButton>
      </div>
      {groups.error && !groups.data ? <LoadError error={groups.error} onRetry={() => void groups.refetch()} /> : null}
      {groups.data?.totalCount === 0 ? (
        <div className="rounded-md border border-line bg-surface shadow-card">
          <EmptyState icon={ArrowLeftRight} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        </div>
      ) : null}
      {(groups.data?.totalCount ?? 1) > 0 && (groups.data || !groups.error) ? (
        <Table label={t('title')} stacks className="[&_td]:px-2.5 [&_th]:px-2.5">
          <HeaderRow>
            {(['name', 'id', 'active', 'standby', 'serving', 'listeners', 'actions'] as const).map((column) => (
              <HeaderCell key={column} className="whitespace-normal!">
                {t(`column.${column}`)}
              </HeaderCell>
            ))}
          </HeaderRow>
          <TableBody>
            {groups.data ? null : <SkeletonRows columns={7} rows={2} lines={5} />}
            {groups.data?.items.map((group) => (
              <GroupRow
                key={group.id}
                group={group}
                href={`${base}/${group.id}`}
                onSwitch={() => setAsking({ what: 'switch', group })}
                onDelete={() => setAsking({ what: 'delete', group })}
              />
            ))}
          </TableBody>
        </Table>
      ) : null}
      <Pagination pageNumber={pageNumber} pageSize={LIST_PAGE_SIZE} totalCount={groups.data?.totalCount ?? 0} onChange={setPage} />
      {asked && asking?.what === 'switch' ? <SwitchDialog group={asked} onClose={close} /> : null}
      {asked && asking?.what === 'delete' ? (
        <DeleteGroupDialog
          kind="active-standby-group"
          remove={deleteGroup}
          group={asked}
          onClose={close}
          onDeleted={() => notify('good', t('deleted', { name: asked.name }))}
        />
      ) : null}
    </>
  );
}

interface GroupRowProps {
  group: ActiveStandbyGroupView;
  href: string;
  onSwitch: () => void;
  onDelete: () => void;
}

function GroupRow({ group, href, onSwitch, onDelete }: GroupRowProps) {
  const t = useTranslations('groupList');
  return (
    <Row>
      <Cell className="max-w-28 min-w-24 2xl:max-w-52">
        <Truncated text={group.name} className="font-medium" />
        <TagChips tags={group.tags} shown={2} />
      </Cell>
      <Cell label={t('column.id')}>
        <Id id={group.id} />
      </Cell>
      <Cell label={t('column.active')}>
        <GroupServer group={group} which="active" />
      </Cell>
      <Cell label={t('column.standby')}>
        <GroupServer group={group} which="standby" />
      </Cell>
      <Cell label={t('column.serving')} className="min-w-44">
        <NowServing group={group} />
      </Cell>
      <Cell label={t('column.listeners')}>
        <GroupListeners group={group} />
      </Cell>
      <Cell className="w-px whitespace-nowrap">
        <span className="row-actions flex flex-col items-start gap-1 2xl:flex-row 2xl:gap-3">
          <LinkButton variant="link" href={href}>
            {t('view')}
          </LinkButton>
          <WriteLinkButton variant="link" href={`${href}/edit`}>
            {t('edit')}
          </WriteLinkButton>
          <WriteButton variant="link" onClick={onSwitch}>
            {t(isAway(group) ? 'switchBack' : 'switch')}
          </WriteButton>
          <WriteButton variant="link" onClick={onDelete}>
            {t('delete')}
          </WriteButton>
        </span>
      </Cell>
    </Row>
  );
}
