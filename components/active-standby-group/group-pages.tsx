'use client';

import { FileQuestion } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { useGroup } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { WithInstance } from '#components/load-balancer/instance-frame.tsx';
import { DeleteGroupDialog } from '#components/server-group/delete-group-dialog.tsx';
import { GroupListeners } from '#components/server-group/group-listeners.tsx';
import { ListenerHealth, ListenerStatus } from '#components/status/listener-status.tsx';
import { Serving } from '#components/status/serving.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Card, EmptyState, Fact, Facts, PageHeader } from '#components/ui/surface.tsx';
import { Cell, HeaderCell, HeaderRow, Row, Table, TableBody } from '#components/ui/table.tsx';
import { ListenerPort, Mono, Time, Truncated } from '#components/ui/text.tsx';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import { deleteGroup } from './actions.ts';
import { GroupForm } from './group-form.tsx';
import { GroupServer, NowServing } from './group-parts.tsx';

const tabOf = (instance: { regionId: string; id: string }) => `/${instance.regionId}/instances/${instance.id}/active-standby-server-groups`;

/** Page Create Active/Standby Server Group. */
export function CreateGroupPage({ instanceId }: { instanceId: string }) {
  const t = useTranslations('groupForm');
  const router = useRouter();
  const notify = useNotify();
  return (
    <WithInstance id={instanceId} crumbs={[{ label: t('title') }]}>
      {(instance) => (
        <>
          <PageHeader title={t('title')} />
          <Card className="max-w-4xl">
            <GroupForm
              regionId={instance.regionId}
              loadBalancerId={instance.id}
              onCancel={() => router.push(tabOf(instance))}
              onCreated={(group) => {
                notify('good', t('created', { name: group.name }));
                router.push(tabOf(instance));
              }}
            />
          </Card>
        </>
      )}
    </WithInstance>
  );
}

/** One group, with everything its listeners say about it. */
export function ViewGroupPage({ instanceId, groupId }: { instanceId: string; groupId: string }) {
  const t = useTranslations('groupList');
  const [isLeft, setIsLeft] = useState(false);
  const group = useGroup(groupId, !isLeft);
  const isGone = group.error instanceof ApiError && group.error.isGone;
  return (
    <WithInstance id={instanceId} crumbs={[{ label: group.data?.name ?? groupId }]}>
      {(instance) => {
        if (isGone || (group.data && group.data.loadBalancerId !== instance.id)) {
          return (
            <EmptyState icon={FileQuestion} title={t('gone')} action={<LinkButton href={tabOf(instance)}>{t('backToList')}</LinkButton>}>
              {t('goneText', { id: groupId })}
            </EmptyState>
          );
        }
        if (group.data) {
          return isLeft ? null : <GroupView group={group.data} onDeleted={() => setIsLeft(true)} />;
        }
        return group.error ? <LoadError error={group.error} onRetry={() => void group.refetch()} /> : null;
      }}
    </WithInstance>
  );
}

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
                <Serving serving={listener.serving} />
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

function GroupView({ group, onDeleted }: { group: ActiveStandbyGroupView; onDeleted: () => void }) {
  const t = useTranslations('groupList');
  const router = useRouter();
  const notify = useNotify();
  const [isDeleting, setIsDeleting] = useState(false);
  const tab = tabOf({ regionId: group.regionId, id: group.loadBalancerId });
  return (
    <>
      <PageHeader
        title={group.name}
        sub={<Mono>{group.id}</Mono>}
        actions={<Button onClick={() => setIsDeleting(true)}>{t('delete')}</Button>}
      />
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
          <Fact term={t('createdAt')}>
            <Time at={group.createdAt} />
          </Fact>
        </Facts>
      </Card>
      {group.listeners.length > 0 ? <ListenersOfGroup group={group} /> : null}
      <p className="text-muted">{t('notEditable')}</p>
      {isDeleting ? (
        <DeleteGroupDialog
          kind="active-standby-group"
          remove={deleteGroup}
          group={group}
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
