'use client';

import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { useWrite } from '#components/api/use-write.ts';
import { useNotify } from '#components/feedback/notices.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { startLoadBalancer } from './actions.ts';
import { BatchDialog } from './batch-dialog.tsx';
import { ChangeAddressDialog } from './change-address-dialog.tsx';
import { ReleaseDialog } from './release-dialog.tsx';
import { StopDialog } from './stop-dialog.tsx';

type Asking =
  | { what: 'stop' | 'address'; instance: LoadBalancerView }
  | { what: 'start-all' | 'stop-all' | 'release'; instances: readonly LoadBalancerView[] };

/** What can be done to instances, with the dialogs it needs; put `dialogs` anywhere on the page. */
export function useInstanceActions(onReleased?: () => void) {
  const t = useTranslations('instance');
  const tRelease = useTranslations('release');
  const notify = useNotify();
  const [asking, setAsking] = useState<Asking | null>(null);
  const start = useWrite((instance: LoadBalancerView) => startLoadBalancer(instance.id));
  const onDone = (count: number, isNow: boolean) => {
    notify('good', tRelease(isNow ? 'released' : 'scheduled', { count }));
    if (isNow) {
      onReleased?.();
    }
  };
  return {
    dialogs: asking ? dialogFor(asking, () => setAsking(null), onDone) : null,
    isStarting: start.isPending,
    start: (instance: LoadBalancerView) =>
      start.mutate(instance, { onError: (error) => notify('bad', t('startFailed', { message: asApiError(error).message })) }),
    stop: (instance: LoadBalancerView) => setAsking({ what: 'stop', instance }),
    changeAddress: (instance: LoadBalancerView) => setAsking({ what: 'address', instance }),
    release: (instance: LoadBalancerView) => setAsking({ what: 'release', instances: [instance] }),
    startAll: (instances: readonly LoadBalancerView[]) => setAsking({ what: 'start-all', instances }),
    stopAll: (instances: readonly LoadBalancerView[]) => setAsking({ what: 'stop-all', instances }),
    releaseAll: (instances: readonly LoadBalancerView[]) => setAsking({ what: 'release', instances }),
  };
}

function dialogFor(asking: Asking, onClose: () => void, onDone: (count: number, isNow: boolean) => void): ReactNode {
  switch (asking.what) {
    case 'stop':
      return <StopDialog instance={asking.instance} onClose={onClose} />;
    case 'address':
      return <ChangeAddressDialog instance={asking.instance} onClose={onClose} />;
    case 'release':
      return <ReleaseDialog instances={asking.instances} onClose={onClose} onDone={onDone} />;
    case 'start-all':
      return <BatchDialog what="start" instances={asking.instances} onClose={onClose} />;
    case 'stop-all':
      return <BatchDialog what="stop" instances={asking.instances} onClose={onClose} />;
  }
}
