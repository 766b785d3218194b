'use client';

import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { loadBalancerPath, stopLoadBalancer } from './actions.ts';

export function StopDialog({ instance, onClose }: { instance: LoadBalancerView; onClose: () => void }) {
  const t = useTranslations('instance');
  const stop = useWrite(() => stopLoadBalancer(instance.id));
  return (
    <ConfirmDialog title={t('stopTitle')} onConfirm={() => stop.mutateAsync(undefined)} onClose={onClose}>
      <div className="grid gap-3">
        <div>{t('stopText', { name: instance.name, id: instance.id, count: instance.listenerCount })}</div>
        <ImpactPanel change={{ method: 'POST', path: `${loadBalancerPath(instance.id)}/stop` }} />
      </div>
    </ConfirmDialog>
  );
}
