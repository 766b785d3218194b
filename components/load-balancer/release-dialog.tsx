'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useWrite } from '#components/api/use-write.ts';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { ImpactPanel } from '#components/impact/impact-panel.tsx';
import { Field, Radio, TextInput } from '#components/ui/field.tsx';
import { Callout, Fact, Facts } from '#components/ui/surface.tsx';
import { Mono } from '#components/ui/text.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { loadBalancerPath, releaseLoadBalancer } from './actions.ts';

/** console 4.3: what goes is reviewed, and the id typed, before anything is lost. */
export function ReleaseDialog({
  instance,
  onClose,
  onReleased,
}: {
  instance: LoadBalancerView;
  onClose: () => void;
  onReleased: () => void;
}) {
  const t = useTranslations('instance');
  const [typed, setTyped] = useState('');
  const release = useWrite(() => releaseLoadBalancer(instance.id));
  return (
    <ConfirmDialog
      title={t('releaseTitle')}
      isDanger
      isReady={typed.trim() === instance.id}
      onConfirm={() => release.mutateAsync(undefined).then(onReleased)}
      onClose={onClose}
    >
      <div className="grid gap-4">
        <Radio name="release-when" defaultChecked label={t('releaseNow')} />
        <Facts>
          <Fact term={t('idAndName')}>
            <Mono>{instance.id}</Mono> {instance.name}
          </Fact>
          <Fact term={t('address')}>
            <Mono>{instance.address}</Mono>
          </Fact>
          <Fact term={t('goesWithIt')}>{t('goesWithItText', { listeners: instance.listenerCount, groups: instance.groupCount })}</Fact>
        </Facts>
        <ImpactPanel change={{ method: 'DELETE', path: loadBalancerPath(instance.id) }} />
        <Callout tone="warn">{t('releaseWarning', { address: instance.address })}</Callout>
        <Field label={t('typeId', { id: instance.id })}>
          {(control) => <TextInput {...control} className="font-mono" value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
      </div>
    </ConfirmDialog>
  );
}
