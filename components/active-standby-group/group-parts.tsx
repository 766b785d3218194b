'use client';

import { useTranslations } from 'use-intl';
import { CheckStandby } from '#components/probe/check-standby.tsx';
import { MemberVerdicts } from '#components/server-group/member-verdicts.tsx';
import { MemberHealth } from '#components/status/member-health.tsx';
import { Redundancy } from '#components/status/redundancy.tsx';
import { Serving } from '#components/status/serving.tsx';
import { ShortList } from '#components/ui/short-list.tsx';
import { Endpoint, ListenerPort, Mono, Truncated } from '#components/ui/text.tsx';
import type { MemberRole } from '#domain/active-standby-group.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';

/** The active or the standby server of a group, with its health as each listener sees it. */
export function GroupServer({ group, which }: { group: ActiveStandbyGroupView; which: MemberRole }) {
  const server = group.servers.find((one) => one.role === which);
  if (!server) {
    return null;
  }
  return (
    <div>
      <Truncated text={server.serverName} className="max-w-40 2xl:max-w-56" />
      <Mono className="block text-muted">{server.serverId}</Mono>
      <Endpoint address={server.address} port={server.port} className="block" />
      {which === 'standby' ? (
        <>
          <MemberHealth member={{ state: 'not-checked', reason: null, since: null }} />
          <CheckStandby group={group} />
        </>
      ) : (
        <MemberVerdicts listeners={group.listeners} memberId={server.memberId} />
      )}
    </div>
  );
}

/** One answer for the group, or one per listener when they disagree (data-plane 8, rule 13). */
export function NowServing({ group }: { group: ActiveStandbyGroupView }) {
  const t = useTranslations('serverGroup');
  if (group.serving.role !== 'mixed') {
    return (
      <div className="grid gap-1">
        <Serving serving={group.serving} />
        <Redundancy redundancy={group.redundancy} />
      </div>
    );
  }
  return (
    <ShortList
      items={group.listeners}
      keyOf={(listener) => listener.id}
      allLabel={t('showAll', { count: group.listeners.length })}
      fewerLabel={t('showFewer')}
      className="grid gap-1"
    >
      {(listener) => (
        <span className="flex gap-2">
          <ListenerPort listener={listener} />
          <span className="grid gap-0.5">
            <Serving serving={listener.serving} />
            <Redundancy redundancy={listener.redundancy} />
          </span>
        </span>
      )}
    </ShortList>
  );
}
