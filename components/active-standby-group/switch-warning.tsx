'use client';

import { useTranslations } from 'use-intl';
import { CheckStandby } from '#components/probe/check-standby.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Callout } from '#components/ui/surface.tsx';
import type { ActiveStandbyGroupView, ActiveStandbyMemberView, RedundancyView } from '#domain/view.ts';
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

/** With a way to find out now. */
export function StandbyWarning({ group, standby }: { group: ActiveStandbyGroupView; standby: ActiveStandbyMemberView }) {
  const t = useTranslations('switchOver');
  const { state, reason } = readinessOf(group);
  if (state === 'ok') {
    return <StatusIndicator tone="good">{t('standbyReady', { server: standby.serverName })}</StatusIndicator>;
  }
  return (
    <Callout
      tone={state === 'none' ? 'bad' : 'warn'}
      title={state === 'none' ? t('standbyDown') : t('standbyUnknown', { server: standby.serverName })}
    >
      <p>{state === 'none' ? t('standbyDownText', { reason: reason ?? '' }) : t('standbyUnknownText')}</p>
      <CheckStandby group={group} />
    </Callout>
  );
}

/** What is known of the standby. Listeners whose active fails have no redundancy either, which says nothing about it. */
function readinessOf({ listeners }: ActiveStandbyGroupView): Pick<RedundancyView, 'state' | 'reason'> {
  const known = listeners
    .filter(({ members }) => members.every((member) => member.role !== 'active' || member.state !== 'unhealthy'))
    .map(({ redundancy }) => redundancy);
  return known.find(({ state }) => state === 'none') ?? known.find(({ state }) => state === 'ok') ?? { state: 'unknown', reason: null };
}

function stateOf(members: ActiveStandbyGroupView['listeners'][number]['members'], member: ActiveStandbyMemberView) {
  return members.find(({ memberId }) => memberId === member.memberId);
}
