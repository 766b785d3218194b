'use client';

import { useTranslations } from 'use-intl';
import { Callout } from '#components/ui/surface.tsx';
import { effectiveTimeoutSeconds, failureWindowSeconds, HealthCheckSettings, successWindowSeconds } from '#domain/health-check.ts';
import type { ListenerTarget } from '#domain/listener.ts';

/** What the settings mean in seconds, kept current while they are typed (console 6.4). */
export function HealthWindows({ settings, kind }: { settings: unknown; kind: ListenerTarget['kind'] }) {
  const t = useTranslations('health');
  const parsed = HealthCheckSettings.safeParse(settings);
  if (!parsed.success) {
    return null;
  }
  const check = parsed.data;
  if (!check.enabled) {
    return <CheckOff kind={kind} />;
  }
  // A UDP probe without strings succeeds by silence, so each takes the whole timeout (data-plane 6.4).
  const answerSeconds = check.type === 'udp' && check.request === null ? effectiveTimeoutSeconds(check) : 0;
  return (
    <div className="grid gap-3" aria-live="polite">
      {check.timeoutSeconds < check.intervalSeconds ? (
        <Callout tone="warn">{t('timeoutRaised', { timeout: check.timeoutSeconds, interval: check.intervalSeconds })}</Callout>
      ) : null}
      <dl className="flex flex-wrap gap-x-8 gap-y-2 tabular-nums">
        <div>
          <dt className="text-[12.5px] text-muted">{t('failureWindow')}</dt>
          <dd className="text-[15px] font-semibold">{t('windowSeconds', { count: failureWindowSeconds(check) })}</dd>
        </div>
        <div>
          <dt className="text-[12.5px] text-muted">{t('successWindow')}</dt>
          <dd className="text-[15px] font-semibold">{t('windowAbout', { count: successWindowSeconds(check, answerSeconds) })}</dd>
        </div>
      </dl>
    </div>
  );
}

/** What it means that nobody checks the servers. */
export function CheckOff({ kind }: { kind: ListenerTarget['kind'] }) {
  const t = useTranslations('health');
  return isPair(kind) ? (
    <Callout tone="warn" title={t('offTitle')}>
      {t('offWarning')}
    </Callout>
  ) : (
    <Callout tone="warn" title={t('offTitlePool')}>
      {t('offWarningPool')}
    </Callout>
  );
}

function isPair(kind: ListenerTarget['kind']): boolean {
  return kind === 'active-standby-group';
}
