'use client';

import { useRef } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Radio } from '#components/ui/field.tsx';
import type { CreateListenerInput, ListenerTarget } from '#domain/listener.ts';
import { FailoverOptions } from './failover-options.tsx';
import { DefaultTarget } from './target-default.tsx';
import { ActiveStandbyTarget, VServerTarget } from './target-group.tsx';
import { emptyTarget, type WizardValues } from './wizard-form.ts';

const KINDS = ['default', 'vserver-group', 'active-standby-group'] as const;
const TARGETS = { default: DefaultTarget, 'vserver-group': VServerTarget, 'active-standby-group': ActiveStandbyTarget };

/** console 6.3: the group that gets the traffic, of one of the three kinds. */
export function StepBackend({ regionId, loadBalancerId }: { regionId: string; loadBalancerId: string }) {
  const t = useTranslations('wizard');
  const tKind = useTranslations('targetKind');
  const { control, setValue, getValues, clearErrors } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const kind = useWatch({ control, name: 'target' }).kind;
  const left = useRef<Partial<Record<ListenerTarget['kind'], ListenerTarget>>>({});
  const choose = (next: ListenerTarget['kind']) => {
    left.current[kind] = getValues('target');
    setValue('target', left.current[next] ?? emptyTarget(next), { shouldDirty: true });
    clearErrors('target');
  };
  const Target = TARGETS[kind];
  return (
    <>
      <fieldset>
        <legend className="mb-1 font-medium">{t('target')}</legend>
        <div className="grid gap-1">
          {KINDS.map((one) => (
            <Radio key={one} name="target-kind" label={tKind(one)} checked={one === kind} onChange={() => choose(one)} />
          ))}
        </div>
        <p className="mt-1 text-[12.5px] text-muted">{t(`targetHint.${kind}`)}</p>
      </fieldset>
      <Target regionId={regionId} loadBalancerId={loadBalancerId} />
      <FailoverOptions />
    </>
  );
}
