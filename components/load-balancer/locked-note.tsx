'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { useRoleGuard, useWriteGuard, WriteButton } from '#components/session/write-guard.tsx';
import { Callout } from '#components/ui/surface.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { unlockLoadBalancer } from './actions.ts';

/** Above the tabs of a locked instance: what that means, by whom and why, and the way out. */
export function LockedNote({ instance }: { instance: LoadBalancerView }) {
  const t = useTranslations('instance');
  const { hint } = useWriteGuard();
  const guard = useRoleGuard('region-admin');
  const [isAsking, setIsAsking] = useState(false);
  const unlock = useWrite(() => unlockLoadBalancer(instance.id));
  return (
    <Callout
      tone="bad"
      title={hint}
      action={
        <WriteButton guard={guard} onClick={() => setIsAsking(true)}>
          {t('unlock')}
        </WriteButton>
      }
    >
      {t('lockedNote')}
      {isAsking ? (
        <ConfirmDialog title={t('unlockTitle')} onConfirm={() => unlock.mutateAsync(undefined)} onClose={() => setIsAsking(false)}>
          {t('unlockText', { name: instance.name })}
        </ConfirmDialog>
      ) : null}
    </Callout>
  );
}
