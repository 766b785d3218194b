'use client';

import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { stopLoadBalancer } from './actions.ts';

export function StopDialog({ instance, onClose }: { instance: LoadBalancerView; onClose: () => void }) {
  const t = useTranslations('instance');
  const stop = useWrite(() => stopLoadBalancer(instance.id));
  return (
    <ConfirmDialog title={t('stopTitle')} onConfirm={() => stop.mutateAsync(undefined)} onClose={onClose}>
      {t('stopText', { name: instance.name, id: instance.id, count: instance.listenerCount })}
    </ConfirmDialog>
  );
}
