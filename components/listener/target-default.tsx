'use client';

import { useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { useDefaultServers } from '#components/api/queries.ts';
import { AddServers } from '#components/default-server-group/add-servers.tsx';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Button } from '#components/ui/button.tsx';
import { Field, NumberInput } from '#components/ui/field.tsx';
import { numberOrText } from '#components/ui/number-text.ts';
import { Callout } from '#components/ui/surface.tsx';
import type { CreateListenerInput } from '#domain/listener.ts';
import { PoolPreview } from './target-preview.tsx';
import type { WizardValues } from './wizard-form.ts';

/** console 6.3: the servers of the default group, more of them with Add More, and the one port that reaches them all. */
export function DefaultTarget({ regionId, loadBalancerId }: { regionId: string; loadBalancerId: string }) {
  const t = useTranslations('wizard');
  const { register, getFieldState, formState } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const servers = useDefaultServers(loadBalancerId);
  const [isAdding, setIsAdding] = useState(false);
  return (
    <>
      <Field
        label={t('backendPort')}
        className="max-w-xl"
        hint={t('backendPortHint')}
        error={getFieldState('target.backendPort', formState).error?.message}
      >
        {(field) => <NumberInput {...field} placeholder="1-65535" {...register('target.backendPort', { setValueAs: numberOrText })} />}
      </Field>
      {servers.error && !servers.data ? <LoadError error={servers.error} onRetry={() => void servers.refetch()} /> : null}
      {servers.data?.length === 0 ? <Callout tone="warn">{t('defaultEmpty')}</Callout> : null}
      {servers.data && servers.data.length > 0 ? <PoolPreview members={servers.data} /> : null}
      <div>
        <Button onClick={() => setIsAdding(true)}>{servers.data?.length === 0 ? t('addServers') : t('addMore')}</Button>
      </div>
      <p className="text-[12.5px] text-muted">{t('weightZero')}</p>
      {isAdding ? <AddServers regionId={regionId} loadBalancerId={loadBalancerId} onClose={() => setIsAdding(false)} /> : null}
    </>
  );
}
