'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { DrillDialog } from '#components/drill/drill-dialog.tsx';
import { DrillHistory, RunningDrill } from '#components/drill/drill-history.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { HistoryLink } from '#components/history/history-link.tsx';
import { DeleteGroupDialog } from '#components/server-group/delete-group-dialog.tsx';
import { GroupListeners } from '#components/server-group/group-listeners.tsx';
import { WriteButton, WriteLinkButton } from '#components/session/write-guard.tsx';
import { ListenerHealth, ListenerStatus } from '#components/status/listener-status.tsx';
import { Redundancy } from '#components/status/redundancy.tsx';
import { Serving } from '#components/status/serving.tsx';
import { EditableTags } from '#components/tag/editable-tags.tsx';
import { Timeline } from '#components/timeline/timeline.tsx';
import { Card, Fact, Facts, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { Id, ListenerPort, Since, Time, Truncated } from '#components/ui/text.tsx';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { deleteGroup } from './actions.ts';
import { GroupServer, NowServing } from './group-parts.tsx';
import { isAway, SwitchDialog } from './switch-dialog.tsx';
import { SwitchState } from './switch-state.tsx';

/** A group of several listeners: each has its own check, so each has its own verdict (data-plane 8, rule 13). */
function ListenersOfGroup({ group }: { group: ActiveStandbyGroupView }) {
  const t = useTranslations('groupList');
  return (
    <section className="grid gap-2">
      <h2 className="text-[14px] font-semibold">{t('perListener')}</h2>
      <Table stacks label={t('perListener')}>
        <HeaderRow>
          <HeaderCell>{t('listener')}</HeaderCell>
          <HeaderCell>{t('status')}</HeaderCell>
          <HeaderCell>{t('health')}</HeaderCell>
          <HeaderCell>{t('column.serving')}</HeaderCell>
        </HeaderRow>
        <TableBody>
          {group.listeners.map((listener) => (
            <Row key={listener.id}>
              <Cell className="max-w-64">
                <ListenerPort listener={listener} /> <Truncated text={listener.name} />
              </Cell>
              <Cell label={t('status')} className="whitespace-nowrap">
                <ListenerStatus status={listener.status} />
              </Cell>
              <Cell label={t('health')} className="min-w-44">
                <ListenerHealth health={listener.health} />
              </Cell>
              <Cell label={t('column.serving')} className="min-w-56">
                <div className="grid gap-1">
                  <Serving serving={listener.serving} />
                  <Redundancy redundancy={listener.redundancy} />
                </div>
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

interface GroupViewProps {
  group: ActiveStandbyGroupView;
  /** Path of the list of groups. */
  tab: string;
  onDeleted: () => void;
}

/** One group, with everything its listeners say about it, and what can be done with it. */
export function GroupView({ group, tab, onDeleted }: GroupViewProps) {
  const t = useTranslations('groupList');
  const tSwitch = useTranslations('switchOver');
  const tTags = useTranslations('tags');
  const tDrill = useTranslations('drill');
  const router = useRouter();
  const notify = useNotify();
  const [asking, setAsking] = useState<'switch' | 'drill' | 'delete' | null>(null);
  const drills = `${tab}/${group.id}/drills`;
  const close = () => setAsking(null);
  return (
    <>
      <PageHeader
        title={group.name}
        sub={<Id id={group.id} />}
        actions={
          <>
            <WriteLinkButton href={`${tab}/${group.id}/edit`}>{t('edit')}</WriteLinkButton>
            <HistoryLink regionId={group.regionId} resource={{ type: 'active-standby-group', id: group.id }} />
            <WriteButton onClick={() => setAsking('switch')}>{t(isAway(group) ? 'switchBack' : 'switch')}</WriteButton>
            <WriteButton onClick={() => setAsking('drill')}>{tDrill('open')}</WriteButton>
            <WriteButton onClick={() => setAsking('delete')}>{t('delete')}</WriteButton>
          </>
        }
      />
      <RunningDrill groupId={group.id} base={drills} />
      <SwitchState group={group} onSwitchBack={() => setAsking('switch')} />
      <Card>
        <Facts>
          <Fact term={t('column.active')}>
            <GroupServer group={group} which="active" />
          </Fact>
          <Fact term={t('column.standby')}>
            <GroupServer group={group} which="standby" />
          </Fact>
          <Fact term={t('column.serving')}>
            <NowServing group={group} />
          </Fact>
          <Fact term={t('column.listeners')}>
            <GroupListeners group={group} />
          </Fact>
          {group.switch?.to === 'active' ? (
            <Fact term={tSwitch('last')}>
              {tSwitch.rich('lastText', { ...group.switch, at: () => <Since at={group.switch?.at ?? ''} /> })}
            </Fact>
          ) : null}
          <Fact term={tTags('column')}>
            <EditableTags resource={{ resourceType: 'masterslaveservergroup', id: group.id, name: group.name }} tags={group.tags} />
          </Fact>
          <Fact term={t('createdAt')}>
            <Time at={group.createdAt} />
          </Fact>
        </Facts>
      </Card>
      {group.listeners.length > 0 ? <ListenersOfGroup group={group} /> : null}
      <DrillHistory groupId={group.id} base={drills} />
      {group.listeners.length > 0 ? <Timeline of={`active-standby-groups/${group.id}`} /> : null}
      {asking === 'switch' ? <SwitchDialog group={group} onClose={close} /> : null}
      {asking === 'drill' ? <DrillDialog group={group} base={drills} onClose={close} /> : null}
      {asking === 'delete' ? (
        <DeleteGroupDialog
          kind="active-standby-group"
          remove={deleteGroup}
          group={group}
          onClose={close}
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
