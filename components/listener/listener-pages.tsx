'use client';

import { useQuery } from '@tanstack/react-query';
import { FileQuestion } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { listenerQuery, useGroups } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { WithInstance } from '#components/load-balancer/instance-frame.tsx';
import { WriteForm } from '#components/session/write-guard.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { PAGE_SIZE_MAX } from '#domain/limits.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import { ListenerWizard } from './listener-wizard.tsx';

export function AddListenerPage({ instanceId }: { instanceId: string }) {
  const t = useTranslations('wizard');
  return (
    <WithInstance id={instanceId} crumbs={[{ label: t('addTitle') }]}>
      {(instance) => (
        <>
          <PageHeader title={t('addTitle')} />
          <WriteForm>
            <NewListener instance={instance} />
          </WriteForm>
        </>
      )}
    </WithInstance>
  );
}

/**
 * The target that is chosen at first: the default server group, as the original has it (console 6.3); where the instance has
 * active/standby groups, those.
 */
function NewListener({ instance }: { instance: LoadBalancerView }) {
  const { data: pairs, error } = useGroups(instance.id, 1, PAGE_SIZE_MAX);
  const [round, setRound] = useState(0);
  if (!pairs && !error) {
    return <div className="skeleton h-96 max-w-4xl" aria-hidden />;
  }
  const kind = pairs && pairs.totalCount > 0 ? 'active-standby-group' : 'default';
  return <ListenerWizard key={round} instance={instance} kind={kind} onStartOver={() => setRound(round + 1)} />;
}

/** The wizard takes its values from the first answer after opening; later answers do not change what is being typed. */
export function ModifyListenerPage({ instanceId, listenerId }: { instanceId: string; listenerId: string }) {
  const t = useTranslations('wizard');
  // Taken apart here and not in the callback below: a query re-renders only for what its own component reads.
  const { data: listener, error, isFetchedAfterMount, refetch } = useQuery({ ...listenerQuery(listenerId), staleTime: 0 });
  const [round, setRound] = useState(0);
  const startOver = async () => {
    await refetch();
    setRound(round + 1);
  };
  const isGone = error instanceof ApiError && error.isGone;
  return (
    <WithInstance id={instanceId} crumbs={[{ label: t('modifyTitle') }]}>
      {(instance) => {
        if (!isGone && !(listener && isFetchedAfterMount)) {
          return error ? <LoadError error={error} onRetry={() => void refetch()} /> : null;
        }
        if (!listener || listener.loadBalancerId !== instance.id) {
          const back = `/${instance.regionId}/instances/${instance.id}/listeners`;
          return (
            <EmptyState icon={FileQuestion} title={t('listenerGone')} action={<LinkButton href={back}>{t('backToListeners')}</LinkButton>}>
              {t('listenerGoneText', { id: listenerId })}
            </EmptyState>
          );
        }
        return (
          <>
            <PageHeader title={t('modifyTitle')} sub={listener.name} />
            <WriteForm>
              <ListenerWizard key={round} instance={instance} listener={listener} onStartOver={() => void startOver()} />
            </WriteForm>
          </>
        );
      }}
    </WithInstance>
  );
}
