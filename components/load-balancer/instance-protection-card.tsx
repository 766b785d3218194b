'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { useNotify } from '#components/feedback/notices.tsx';
import { Switch } from '#components/ui/field.tsx';
import { Card } from '#components/ui/surface.tsx';
import { NO_MODIFICATION_PROTECTION, type UpdateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import { updateLoadBalancer } from './actions.ts';
import { useInstanceProtection } from './protection.tsx';
import { ReadOnlyDialog } from './read-only-dialog.tsx';

/** The two switches of console 4.1; the one of read-only mode works while it is on: it is how it is lifted. */
export function InstanceProtectionCard({ instance }: { instance: LoadBalancerView }) {
  const t = useTranslations('instanceProtection');
  const notify = useNotify();
  const { isReadOnly, hint } = useInstanceProtection();
  const [isAsking, setIsAsking] = useState(false);
  const write = useWrite((changes: UpdateLoadBalancerInput) => updateLoadBalancer(instance.id, changes));
  const set = (changes: UpdateLoadBalancerInput) =>
    write.mutate(changes, { onError: (error) => notify('bad', t('notSwitched', { message: asApiError(error).message })) });
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
      {isAsking ? <ReadOnlyDialog id={instance.id} onClose={() => setIsAsking(false)} /> : null}
    </Card>
  );
}
