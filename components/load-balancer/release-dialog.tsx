'use client';

import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, TextInput } from '#components/ui/field.tsx';
import { Callout } from '#components/ui/surface.tsx';
import { Time } from '#components/ui/text.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { loadBalancerPath, releaseLoadBalancer, scheduleRelease } from './actions.ts';
import { BatchList } from './batch-list.tsx';
import { useProtectionOf } from './protection.tsx';
import { ReleaseWhen } from './release-when.tsx';
import { useBatch } from './use-batch.ts';

interface ReleaseDialogProps {
  /** One, or those that were ticked. */
  instances: readonly LoadBalancerView[];
  onClose: () => void;
  /** All that could be released are; `isNow` is false when they are scheduled. */
  onDone: (count: number, isNow: boolean) => void;
}

/** console 4.3: when, then what is lost, then what is typed; each that is refused says so in its line. */
export function ReleaseDialog({ instances, onClose, onDone }: ReleaseDialogProps) {
  const t = useTranslations('release');
  const tCommon = useTranslations('common');
  const refusalOf = useRefusal();
  // As they were when it was asked: what is released meanwhile leaves the page.
  const [asked] = useState(() => instances.map((instance) => ({ instance, refusal: refusalOf(instance) })));
  const wanted = asked.filter(({ refusal }) => refusal === undefined).map(({ instance }) => instance);
  const [at, setAt] = useState<string | null | undefined>(null);
  const [isReviewing, setIsReviewing] = useState(false);
  const [typed, setTyped] = useState('');
  const isDone = useRef(false);
  const { states, isRunning, run } = useBatch(wanted, ({ id }) => (at ? scheduleRelease(id, at) : releaseLoadBalancer(id)));
  const hasRun = Object.keys(states).length > 0;
  const [only] = asked;
  const word = asked.length === 1 && only ? only.instance.id : t('countWord', { count: wanted.length });

  const confirm = async () => {
    if (await run()) {
      isDone.current = true;
      onClose();
      onDone(wanted.length, at === null);
    }
  };
  const ok = hasRun && !isRunning ? tCommon('retry') : tCommon('ok');
  return (
    <Dialog
      open
      role="alertdialog"
      size="medium"
      title={t('title', { count: asked.length })}
      onClose={onClose}
      // What was released takes its row and the row's buttons with it.
      hasOpener={() => !(isDone.current && at === null)}
      footer={
        <>
          <Button onClick={onClose} disabled={isRunning}>
            {hasRun ? tCommon('close') : tCommon('cancel')}
          </Button>
          {isReviewing ? (
            <>
              <Button onClick={() => setIsReviewing(false)} disabled={isRunning || hasRun}>
                {tCommon('previous')}
              </Button>
              <Button
                variant="danger"
                busy={isRunning}
                disabled={wanted.length === 0 || typed.trim() !== word}
                onClick={() => void confirm()}
              >
                {ok}
              </Button>
            </>
          ) : (
            <Button variant="primary" disabled={at === undefined} onClick={() => setIsReviewing(true)}>
              {tCommon('next')}
            </Button>
          )}
        </>
      }
    >
      {isReviewing ? (
        <>
          <p>
            {at
              ? t.rich('reviewScheduled', { at: () => <Time at={at} />, count: wanted.length })
              : t('reviewNow', { count: wanted.length })}
          </p>
          <BatchList
            instances={asked.map(({ instance }) => instance)}
            states={states}
            refusalOf={({ id }) => asked.find(({ instance }) => instance.id === id)?.refusal}
          />
          {wanted.length > 0 ? (
            <>
              {asked.length === 1 && at === null && !hasRun ? (
                <ImpactPanel change={{ method: 'DELETE', path: loadBalancerPath(word) }} />
              ) : null}
              <Callout tone="warn">{t('warning', { count: wanted.length })}</Callout>
              <Field label={t('type', { word })}>
                {(control) => (
                  <TextInput {...control} className="font-mono" value={typed} onChange={(event) => setTyped(event.target.value)} />
                )}
              </Field>
            </>
          ) : (
            <Callout tone="warn">{t('noneLeft')}</Callout>
          )}
        </>
      ) : (
        <ReleaseWhen value={at} onChange={setAt} />
      )}
    </Dialog>
  );
}

function useRefusal(): (instance: LoadBalancerView) => string | undefined {
  const t = useTranslations('release');
  const protectionOf = useProtectionOf();
  return (instance) => protectionOf(instance).hint ?? (instance.deletionProtection ? t('protected') : undefined);
}
