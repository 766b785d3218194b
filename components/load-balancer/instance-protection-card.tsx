'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { messageUnlessTaken, useConflictGuard } from '#components/conflict/conflict-guard.tsx';
import { useNotify } from '#components/feedback/notices.tsx';
import { useWriteGuard } from '#components/session/write-guard.tsx';
import { Switch } from '#components/ui/field.tsx';
import { Card } from '#components/ui/surface.tsx';
import { NO_MODIFICATION_PROTECTION, type UpdateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import { updateLoadBalancer } from './actions.ts';

import { ReadOnlyDialog } from './read-only-dialog.tsx';

/** The two switches of console 4.1; the one of read-only mode works while it is on: it is how it is lifted. */
export function InstanceProtectionCard({ instance }: { instance: LoadBalancerView }) {
  const t = useTranslations('instanceProtection');
  const notify = useNotify();
  const { isReadOnly, hint } = useWriteGuard();
  const [isAsking, setIsAsking] = useState(false);
  const guard = useConflictGuard();
  const write = useWrite((changes: UpdateLoadBalancerInput) =>
    guard(changes, instance.version, (next, ifMatch) => updateLoadBalancer(instance.id, next, ifMatch), { isSilentWhenApart: true }),
  );
  const refuse = (error: Error) => {
    const message = messageUnlessTaken(error);
    if (message !== undefined) {
      notify('bad', t('notSwitched', { message }));
    }
  };
  const set = (changes: UpdateLoadBalancerInput) => write.mutate(changes, { onError: refuse });
  const { status, reason } = instance.modificationProtection;
  const isOn = status === 'ConsoleProtection';
  return (
    <Card title={t('cardTitle')}>
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        <Switch
          label={t('deletion')}
          hint={t('deletionHint')}
          checked={instance.deletionProtection}
          disabled={isReadOnly || write.isPending}
          title={hint}
          onChange={(event) => set({ deletionProtection: event.target.checked })}
        />
        <Switch
          label={t('readOnly')}
          hint={
            <>
              {t('readOnlySwitchHint')}
              {isOn && reason ? <span className="block text-text">{t('reasonIs', { reason })}</span> : null}
            </>
          }
          checked={isOn}
          disabled={instance.status === 'locked' || write.isPending}
          onChange={() => (isOn ? set({ modificationProtection: NO_MODIFICATION_PROTECTION }) : setIsAsking(true))}
        />
      </div>
      {isAsking ? <ReadOnlyDialog id={instance.id} version={instance.version} onClose={() => setIsAsking(false)} /> : null}
    </Card>
  );
}
