'use client';

import { FileQuestion } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { useVServerGroup } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { WithInstance } from '#components/load-balancer/instance-frame.tsx';
import { WriteForm } from '#components/session/write-guard.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Card, EmptyState, PageHeader } from '#components/ui/surface.tsx';
import type { VServerGroupView } from '#domain/view.ts';
import { VServerGroupForm } from './group-form.tsx';
import { VServerGroupDetails } from './group-view.tsx';

const tabOf = (instance: { regionId: string; id: string }) => `/${instance.regionId}/instances/${instance.id}/vserver-groups`;

/** Page Create VServer Group. */
export function CreateVServerGroupPage({ instanceId }: { instanceId: string }) {
  const t = useTranslations('vserverForm');
  const router = useRouter();
  const notify = useNotify();
  return (
    <WithInstance id={instanceId} crumbs={[{ label: t('createTitle') }]}>
      {(instance) => (
        <>
          <PageHeader title={t('createTitle')} />
          <Card className="max-w-5xl">
            <WriteForm>
              <VServerGroupForm
                regionId={instance.regionId}
                loadBalancerId={instance.id}
                onCancel={() => router.push(tabOf(instance))}
                onSaved={(group) => {
                  notify('good', t('created', { name: group.name }));
                  router.push(tabOf(instance));
                }}
              />
            </WriteForm>
          </Card>
        </>
      )}
    </WithInstance>
  );
}

interface GroupPageProps {
  instanceId: string;
  groupId: string;
}

export function ViewVServerGroupPage({ instanceId, groupId }: GroupPageProps) {
  return (
    <WithGroup instanceId={instanceId} groupId={groupId}>
      {({ group, tab, leave }) => <VServerGroupDetails group={group} tab={tab} onDeleted={leave} />}
    </WithGroup>
  );
}

export function EditVServerGroupPage({ instanceId, groupId }: GroupPageProps) {
  const t = useTranslations('vserverForm');
  const router = useRouter();
  const notify = useNotify();
  return (
    <WithGroup instanceId={instanceId} groupId={groupId} crumb={t('editTitle')}>
      {({ group, tab }) => (
        <>
          <PageHeader title={t('editTitle')} sub={group.name} />
          <Card className="max-w-5xl">
            <WriteForm>
              <VServerGroupForm
                regionId={group.regionId}
                loadBalancerId={group.loadBalancerId}
                group={group}
                onCancel={() => router.push(`${tab}/${group.id}`)}
                onSaved={(saved) => {
                  notify('good', t('saved', { name: saved.name }));
                  router.push(`${tab}/${saved.id}`);
                }}
              />
            </WriteForm>
          </Card>
        </>
      )}
    </WithGroup>
  );
}

interface WithGroupProps extends GroupPageProps {
  /** Of a page below that of the group. */
  crumb?: string;
  children: (page: { group: VServerGroupView; tab: string; leave: () => void }) => ReactNode;
}

/** A page of a group, which it shows once instance and group are there; `leave` is for who has deleted it. */
function WithGroup({ instanceId, groupId, crumb, children }: WithGroupProps) {
  const t = useTranslations('vserverList');
  const { regionId } = useRegion();
  const [isLeft, setIsLeft] = useState(false);
  const { data: group, error, refetch, isFetchedAfterMount } = useVServerGroup(groupId, !isLeft);
  const isGone = error instanceof ApiError && error.isGone;
  const name = group?.name ?? groupId;
  return (
    <WithInstance
      id={instanceId}
      crumbs={crumb ? [{ label: name, href: `${tabOf({ regionId, id: instanceId })}/${groupId}` }, { label: crumb }] : [{ label: name }]}
    >
      {(instance) => {
        const tab = tabOf(instance);
        if (isGone || (group && group.loadBalancerId !== instance.id)) {
          return (
            <EmptyState icon={FileQuestion} title={t('gone')} action={<LinkButton href={tab}>{t('backToList')}</LinkButton>}>
              {t('goneText', { id: groupId })}
            </EmptyState>
          );
        }
        if (group && isFetchedAfterMount) {
          return isLeft ? null : children({ group, tab, leave: () => setIsLeft(true) });
        }
        return error ? <LoadError error={error} onRetry={() => void refetch()} /> : null;
      }}
    </WithInstance>
  );
}
