'use client';

import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { useNotify } from '#components/feedback/notices.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { startLoadBalancer } from './actions.ts';
import { ReleaseDialog } from './release-dialog.tsx';
import { StopDialog } from './stop-dialog.tsx';

type Asking = { what: 'stop' | 'release'; instance: LoadBalancerView } | null;

/** Start, Stop and Release, with the dialogs they need; put `dialogs` anywhere on the page. */
export function useInstanceActions(onReleased?: () => void) {
  const t = useTranslations('instance');
  const notify = useNotify();
  const [asking, setAsking] = useState<Asking>(null);
  const start = useWrite((instance: LoadBalancerView) => startLoadBalancer(instance.id));
  const close = () => setAsking(null);

  let dialogs: ReactNode = null;
  if (asking?.what === 'stop') {
    dialogs = <StopDialog instance={asking.instance} onClose={close} />;
  } else if (asking?.what === 'release') {
    dialogs = (
      <ReleaseDialog
        instance={asking.instance}
        onClose={close}
        onReleased={() => {
          notify('good', t('released', { name: asking.instance.name }));
          onReleased?.();
        }}
      />
    );
  }
  return {
    dialogs,
    isStarting: start.isPending,
    start: (instance: LoadBalancerView) =>
      start.mutate(instance, { onError: (error) => notify('bad', t('startFailed', { message: asApiError(error).message })) }),
    stop: (instance: LoadBalancerView) => setAsking({ what: 'stop', instance }),
    release: (instance: LoadBalancerView) => setAsking({ what: 'release', instance }),
  };
}
