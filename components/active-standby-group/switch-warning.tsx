'use client';

import { useTranslations } from 'use-intl';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Callout } from '#components/ui/surface.tsx';
import type { ActiveStandbyGroupView, ActiveStandbyMemberView } from '#domain/view.ts';
import { portsOf } from './words.ts';

interface SwitchWarningProps {
  group: ActiveStandbyGroupView;
  /** The member that would get the traffic. */
  gaining: ActiveStandbyMemberView;
}

/** What is known of the server that is about to get the traffic, before somebody relies on it. */
export function SwitchWarning({ group, gaining }: SwitchWarningProps) {
  return gaining.role === 'active' ? <ActiveWarning group={group} active={gaining} /> : <StandbyWarning group={group} standby={gaining} />;
}

function ActiveWarning({ group, active }: { group: ActiveStandbyGroupView; active: ActiveStandbyMemberView }) {
  const t = useTranslations('switchOver');
  const failing = group.listeners.filter(({ members }) => stateOf(members, active)?.state === 'unhealthy');
  const reason = failing[0] ? stateOf(failing[0].members, active)?.reason : null;
  return failing.length === 0 ? null : (
    <Callout tone="bad">{t('activeFails', { server: active.serverName, listeners: portsOf(failing), reason: reason ?? '' })}</Callout>
  );
}

/** The active that fails leaves no redundancy either, but says nothing about the standby. */
export function StandbyWarning({ group, standby }: { group: ActiveStandbyGroupView; standby: ActiveStandbyMemberView }) {
  const t = useTranslations('switchOver');
  const states = group.listeners
    .filter(({ members }) => members.every((member) => member.role !== 'active' || member.state !== 'unhealthy'))
    .map(({ redundancy }) => redundancy);
  const down = states.find(({ state }) => state === 'none');
  if (down) {
    return (
      <Callout tone="bad" title={t('standbyDown')}>
        {t('standbyDownText', { reason: down.reason ?? '' })}
      </Callout>
    );
  }
  if (states.some(({ state }) => state === 'ok')) {
    return <StatusIndicator tone="good">{t('standbyReady', { server: standby.serverName })}</StatusIndicator>;
  }
  return (
    <Callout tone="warn" title={t('standbyUnknown', { server: standby.serverName })}>
      {t('standbyUnknownText')}
    </Callout>
  );
}

function stateOf(members: ActiveStandbyGroupView['listeners'][number]['members'], member: ActiveStandbyMemberView) {
  return members.find(({ memberId }) => memberId === member.memberId);
}
