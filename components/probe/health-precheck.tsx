'use client';

import { useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { useDefaultServers } from '#components/api/queries.ts';
import { useKnownGroup, useKnownVServerGroup } from '#components/listener/use-known-group.ts';
import type { WizardValues } from '#components/listener/wizard-form.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { HealthCheckSettings } from '#domain/health-check.ts';
import type { CreateListenerInput, ListenerTarget } from '#domain/listener.ts';
import { type CheckedServer, ServerChecks } from './server-checks.tsx';

interface HealthPrecheckProps {
  regionId: string;
  loadBalancerId: string;
}

/** Would the servers pass the check as it is filled in? (console 15.3) Advice only: nothing is saved or decided by it. */
export function HealthPrecheck(props: HealthPrecheckProps) {
  const t = useTranslations('probe');
  const { getValues, trigger } = useFormContext<WizardValues, unknown, CreateListenerInput>();
  const [settings, setSettings] = useState<HealthCheckSettings | null>(null);
  const open = async () => {
    const parsed = HealthCheckSettings.safeParse(getValues('healthCheck'));
    if (parsed.success && (await trigger('healthCheck', { shouldFocus: true }))) {
      setSettings(parsed.data);
    } else {
      await trigger('healthCheck', { shouldFocus: true });
    }
  };
  return (
    <div className="grid justify-items-start gap-1">
      <Button onClick={() => void open()}>{t('precheck')}</Button>
      <p className="text-[12.5px] leading-[18px] text-muted">{t('precheckHint')}</p>
      {settings ? <PrecheckDialog {...props} settings={settings} target={getValues('target')} onClose={() => setSettings(null)} /> : null}
    </div>
  );
}

interface PrecheckDialogProps extends HealthPrecheckProps {
  settings: HealthCheckSettings;
  target: ListenerTarget;
  onClose: () => void;
}

function PrecheckDialog({ regionId, loadBalancerId, settings, target, onClose }: PrecheckDialogProps) {
  const t = useTranslations('probe');
  const tCommon = useTranslations('common');
  const servers = useServersOf(loadBalancerId, target);
  return (
    <Dialog
      open
      size="large"
      title={t('precheck')}
      description={<p>{t('advice')}</p>}
      onClose={onClose}
      footer={<Button onClick={onClose}>{tCommon('ok')}</Button>}
    >
      {servers?.length === 0 ? <p className="text-muted">{t('noServers')}</p> : null}
      {servers && servers.length > 0 ? (
        <ServerChecks
          regionId={regionId}
          label={t('precheck')}
          servers={servers}
          checks={[{ id: 'precheck', label: t('checkBy', { type: settings.type.toUpperCase() }), settings }]}
          verbs={{ one: t('diagnose'), chosen: t('batchPrecheck') }}
        />
      ) : null}
    </Dialog>
  );
}

/** Of the group that the form has chosen; undefined until they are known. */
function useServersOf(loadBalancerId: string, target: ListenerTarget): CheckedServer[] | undefined {
  const groupId = target.kind === 'default' ? '' : target.id;
  const { group: pair } = useKnownGroup(loadBalancerId, target.kind === 'active-standby-group' ? groupId : '');
  const { group: pool } = useKnownVServerGroup(loadBalancerId, target.kind === 'vserver-group' ? groupId : '');
  const servers = useDefaultServers(loadBalancerId).data;
  switch (target.kind) {
    case 'active-standby-group':
      return pair?.servers;
    case 'vserver-group':
      return pool?.servers;
    case 'default':
      return servers?.map((server) => ({ ...server, port: target.backendPort }));
  }
}
