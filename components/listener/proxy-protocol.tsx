'use client';

import { useId, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { ConfirmDialog } from '#components/feedback/confirm-dialog.tsx';
import { Checkbox } from '#components/ui/field.tsx';
import type { CreateListenerInput } from '#domain/listener.ts';
import type { WizardValues } from './wizard-form.ts';

/** console 6.1: a checkbox, and a second one that accepts the risk before the first is ticked. */
export function ProxyProtocolChoice() {
  const t = useTranslations('wizard');
  const id = useId();
  const { control, setValue } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const [protocol, isOn] = useWatch({ control, name: ['protocol', 'proxyProtocol'] });
  const [isAsking, setIsAsking] = useState(false);
  const [isAccepted, setIsAccepted] = useState(false);
  const turn = (on: boolean) => setValue('proxyProtocol', on, { shouldDirty: true });
  const ask = () => {
    setIsAccepted(false);
    setIsAsking(true);
  };
  return (
    <div className="flex max-w-xl items-start gap-2.5">
      <Checkbox
        id={id}
        className="mt-0.5"
        aria-describedby={`${id}-hint`}
        checked={isOn ?? false}
        onChange={(event) => (event.target.checked ? ask() : turn(false))}
      />
      <div>
        <label htmlFor={id} className="font-medium">
          {t('proxyProtocol')}
        </label>
        <div id={`${id}-hint`} className="text-[12.5px] leading-[18px] text-muted">
          {t('proxyProtocolHint')}
        </div>
      </div>
      {isAsking ? (
        <ConfirmDialog
          title={t('proxyProtocolTitle')}
          isReady={isAccepted}
          onConfirm={async () => turn(true)}
          onClose={() => setIsAsking(false)}
        >
          <div className="grid gap-3">
            <p>{t('proxyProtocolRisk')}</p>
            {protocol === 'udp' ? <p>{t('proxyProtocolUdp')}</p> : null}
            <div className="flex items-start gap-2.5">
              <Checkbox
                id={`${id}-accept`}
                className="mt-0.5"
                checked={isAccepted}
                onChange={(event) => setIsAccepted(event.target.checked)}
              />
              <label htmlFor={`${id}-accept`}>{t('proxyProtocolAccept')}</label>
            </div>
          </div>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
