'use client';

import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type ServerCheck, ServerChecks } from '#components/probe/server-checks.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Field, Select } from '#components/ui/field.tsx';
import { HEALTH_CHECK_DEFAULTS, type HealthCheckSettings } from '#domain/health-check.ts';
import type { ListenerView } from '#domain/view.ts';

interface DiagnosticsDialogProps {
  regionId: string;
  listeners: ListenerView[];
  onClose: () => void;
}

/** Start Diagnostics (console 15.2): a worker tries servers of one listener, and a person looks at the hosts. */
export function DiagnosticsDialog({ regionId, listeners, onClose }: DiagnosticsDialogProps) {
  const t = useTranslations('diagnosis');
  const tCommon = useTranslations('common');
  const [listenerId, setListenerId] = useState(() => [...listeners].sort((a, b) => failing(b) - failing(a))[0]?.id);
  const listener = listeners.find((one) => one.id === listenerId);
  return (
    <Dialog
      open
      size="large"
      title={t('diagnostics')}
      description={<p>{t('diagnosticsHint')}</p>}
      onClose={onClose}
      footer={<Button onClick={onClose}>{tCommon('ok')}</Button>}
    >
      <Field label={t('listener')} className="max-w-md [&>div:last-child]:min-h-0">
        {(control) => (
          <Select {...control} value={listenerId} onChange={(event) => setListenerId(event.target.value)}>
            {listeners.map((one) => (
              <option key={one.id} value={one.id}>
                {`${one.protocol.toUpperCase()}:${one.port.toString()} ${one.name}`}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {listener ? <ServersOfListener key={listener.id} regionId={regionId} listener={listener} /> : null}
      <HostChecks />
    </Dialog>
  );
}

const failing = (listener: ListenerView) => listener.members.filter((member) => member.state === 'unhealthy').length;

function ServersOfListener({ regionId, listener }: { regionId: string; listener: ListenerView }) {
  const t = useTranslations('diagnosis');
  // In the order in which they stood when the dialog was opened: a verdict must move no row under the pointer.
  const [servers] = useState(() => [...listener.members].sort((a, b) => Number(b.state === 'unhealthy') - Number(a.state === 'unhealthy')));
  const checks = useMemo<ServerCheck[]>(
    () => checksOf(listener).map(({ id, settings }) => ({ id, settings, label: t(`check.${id}`) })),
    [listener, t],
  );
  if (servers.length === 0) {
    return <p className="text-muted">{t('noServers')}</p>;
  }
  return (
    <ServerChecks
      regionId={regionId}
      label={t('diagnostics')}
      servers={servers}
      checks={checks}
      verbs={{ one: t('diagnose'), chosen: t('start') }}
    />
  );
}

/**
 * What a worker tries. Of TCP: does the port accept, and does it speak HTTP. Of UDP: does the host refuse the port, and,
 * where the listener's check has a request, does the right answer come.
 */
function checksOf({ protocol, healthCheck }: ListenerView): { id: 'port' | 'http' | 'udp'; settings: HealthCheckSettings }[] {
  const { port } = healthCheck;
  if (protocol === 'tcp') {
    const http = healthCheck.type === 'http' ? healthCheck : { ...HEALTH_CHECK_DEFAULTS.http, port };
    return [
      { id: 'port', settings: { ...HEALTH_CHECK_DEFAULTS.tcp, port } },
      { id: 'http', settings: http },
    ];
  }
  const open = { id: 'port', settings: { ...HEALTH_CHECK_DEFAULTS.udp, port } } as const;
  return healthCheck.type === 'udp' && healthCheck.request !== null ? [open, { id: 'udp', settings: healthCheck }] : [open];
}

const COMMANDS = {
  iptables: 'iptables -S INPUT; nft list ruleset',
  rpFilter: 'sysctl -a 2>/dev/null | grep "\\.rp_filter"',
  listening: 'ss -lntup',
} as const;

/** What no worker can see from outside: a person runs this on the server. */
function HostChecks() {
  const t = useTranslations('diagnosis');
  return (
    <section className="grid gap-2">
      <h3 className="font-semibold">{t('hostChecks')}</h3>
      <dl className="grid gap-3">
        {(['listening', 'iptables', 'rpFilter'] as const).map((name) => (
          <div key={name} className="grid gap-1">
            <dt>{t(`host.${name}`)}</dt>
            <dd>
              <code className="block overflow-x-auto rounded bg-surface-sunk px-2.5 py-1.5 font-mono text-[12.5px] wrap-anywhere">
                {COMMANDS[name]}
              </code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
