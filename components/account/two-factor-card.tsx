'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { asApiError } from '#components/api/form-errors.ts';
import { askForProof } from '#components/api/reauthentication.ts';
import { useWrite } from '#components/api/use-write.ts';
import { SubmitError } from '#components/feedback/load-error.tsx';
import { Button } from '#components/ui/button.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Callout, Card } from '#components/ui/surface.tsx';
import type { TwoFactorSetupView, TwoFactorView } from '#domain/view.ts';
import { beginTwoFactor, disableTwoFactor, renewRecoveryCodes } from './actions.ts';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';
import { TwoFactorSetupDialog } from './two-factor-setup-dialog.tsx';
import { WholeProofDialog } from './whole-proof-dialog.tsx';

type Doing =
  | { what: 'set-up'; setup: TwoFactorSetupView }
  | { what: 'codes'; recoveryCodes: string[] }
  | { what: 'disable' | 'renew' }
  | null;

/** So few are left that it is time for new ones. */
const FEW_CODES = 3;

export function TwoFactorCard({ state }: { state: TwoFactorView }) {
  const t = useTranslations('account');
  const [doing, setDoing] = useState<Doing>(null);
  const begin = useWrite(async () => beginTwoFactor());
  const close = () => setDoing(null);
  const setUp = () => begin.mutate(undefined, { onSuccess: (setup) => setDoing({ what: 'set-up', setup }) });
  return (
    <Card title={t('twoFactorTitle')}>
      <div className="grid gap-3">
        <StatusIndicator tone={state.isEnabled ? 'good' : 'off'}>{t(state.isEnabled ? 'twoFactorOn' : 'twoFactorOff')}</StatusIndicator>
        <p className="max-w-prose text-muted">{t('twoFactorText')}</p>
        {state.isEnabled && state.recoveryCodesLeft <= FEW_CODES ? (
          <Callout tone="warn">{t('fewCodes', { count: state.recoveryCodesLeft })}</Callout>
        ) : null}
        {state.isEnabled && state.recoveryCodesLeft > FEW_CODES ? <p>{t('codesLeft', { count: state.recoveryCodesLeft })}</p> : null}
        <SubmitError error={begin.error ? asApiError(begin.error) : null} />
        <div className="flex flex-wrap gap-2">
          {state.isEnabled ? (
            <>
              {state.isRequired && !state.isShown ? (
                <Button variant="primary" onClick={() => void showCode()}>
                  {t('showCode')}
                </Button>
              ) : null}
              <Button onClick={() => setDoing({ what: 'renew' })}>{t('renewCodes')}</Button>
              <Button onClick={() => setDoing({ what: 'disable' })}>{t('disable')}</Button>
            </>
          ) : (
            <Button variant="primary" busy={begin.isPending} onClick={setUp}>
              {t('setUp')}
            </Button>
          )}
        </div>
      </div>
      {doing?.what === 'set-up' ? (
        <TwoFactorSetupDialog
          setup={doing.setup}
          onClose={close}
          onEnabled={({ recoveryCodes }) => setDoing({ what: 'codes', recoveryCodes })}
        />
      ) : null}
      {doing?.what === 'codes' ? <RecoveryCodesDialog codes={doing.recoveryCodes} onClose={close} /> : null}
      {doing?.what === 'disable' ? (
        <WholeProofDialog
          title={t('disableTitle')}
          text={t(state.isRequired ? 'disableRequiredText' : 'disableText')}
          submitLabel={t('disable')}
          hasPassword={state.hasPassword}
          prove={disableTwoFactor}
          onClose={close}
          onDone={close}
        />
      ) : null}
      {doing?.what === 'renew' ? (
        <WholeProofDialog
          title={t('renewTitle')}
          text={t('renewText')}
          submitLabel={t('renewCodes')}
          hasPassword={state.hasPassword}
          prove={renewRecoveryCodes}
          onClose={close}
          onDone={({ recoveryCodes }) => setDoing({ what: 'codes', recoveryCodes })}
        />
      ) : null}
    </Card>
  );
}

/** With it the session may what its user may. */
async function showCode(): Promise<void> {
  if (await askForProof()) {
    window.location.assign('/');
  }
}
