'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useNotify } from '#components/feedback/notices.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { startLoadBalancer, stopLoadBalancer } from './actions.ts';
import { BatchList } from './batch-list.tsx';
import { useProtectionOf } from './protection.tsx';
import { useBatch } from './use-batch.ts';

const ACTIONS = {
  start: { from: 'inactive', act: startLoadBalancer },
  stop: { from: 'active', act: stopLoadBalancer },
} as const;

interface BatchDialogProps {
  what: keyof typeof ACTIONS;
  instances: readonly LoadBalancerView[];
  onClose: () => void;
}

/** Start or Stop for several instances; those that are refused say so in their line, and can be tried again. */
export function BatchDialog({ what, instances, onClose }: BatchDialogProps) {
  const t = useTranslations('instanceBatch');
  const tCommon = useTranslations('common');
  const notify = useNotify();
  const refusalOf = useRefusal(what);
  // As it was when it was asked: what is done meanwhile changes the instances of the page.
  const [asked] = useState(() => instances.map((instance) => ({ instance, refusal: refusalOf(instance) })));
  const wanted = asked.filter(({ refusal }) => refusal === undefined).map(({ instance }) => instance);
  const { states, isRunning, run } = useBatch(wanted, ({ id }) => ACTIONS[what].act(id));
  const hasRun = Object.keys(states).length > 0;
  const confirm = async () => {
    if (await run()) {
      notify('good', t(`${what}Done`, { count: wanted.length }));
      onClose();
    }
  };
  return (
    <Dialog
      open
      role="alertdialog"
      size="medium"
      title={t(`${what}Title`, { count: asked.length })}
      description={t(`${what}Text`)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose} disabled={isRunning}>
            {hasRun ? tCommon('close') : tCommon('cancel')}
          </Button>
          <Button variant="primary" busy={isRunning} disabled={wanted.length === 0} onClick={() => void confirm()}>
            {hasRun && !isRunning ? tCommon('retry') : tCommon('ok')}
          </Button>
        </>
      }
    >
      <BatchList
        instances={asked.map(({ instance }) => instance)}
        states={states}
        refusalOf={({ id }) => asked.find(({ instance }) => instance.id === id)?.refusal}
      />
    </Dialog>
  );
}

function useRefusal(what: keyof typeof ACTIONS): (instance: LoadBalancerView) => string | undefined {
  const t = useTranslations('instanceBatch');
  const protectionOf = useProtectionOf();
  return (instance) => {
    const { isReadOnly, hint } = protectionOf(instance);
    if (isReadOnly) {
      return hint;
    }
    return instance.status === ACTIONS[what].from ? undefined : t(`${what}Already`);
  };
}
