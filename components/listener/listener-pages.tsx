'use client';

import { useQuery } from '@tanstack/react-query';
import { FileQuestion } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { ApiError } from '#components/api/api-error.ts';
import { listenerQuery } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { WithInstance } from '#components/load-balancer/instance-frame.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { EmptyState, PageHeader } from '#components/ui/surface.tsx';
import { ListenerWizard } from './listener-wizard.tsx';

export function AddListenerPage({ instanceId }: { instanceId: string }) {
  const t = useTranslations('wizard');
  return (
    <WithInstance id={instanceId} crumbs={[{ label: t('addTitle') }]}>
      {(instance) => (
        <>
          <PageHeader title={t('addTitle')} />
          <ListenerWizard instance={instance} />
        </>
      )}
    </WithInstance>
  );
}

/** The wizard takes its values from the first answer after opening; later answers do not change what is being typed. */
export function ModifyListenerPage({ instanceId, listenerId }: { instanceId: string; listenerId: string }) {
  const t = useTranslations('wizard');
  // Taken apart here and not in the callback below: a query re-renders only for what its own component reads.
  const { data: listener, error, isFetchedAfterMount, refetch } = useQuery({ ...listenerQuery(listenerId), staleTime: 0 });
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
            <ListenerWizard instance={instance} listener={listener} />
          </>
        );
      }}
    </WithInstance>
  );
}
