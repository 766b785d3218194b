'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { MemberHealth } from '#components/status/member-health.tsx';
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
      <GroupServerHealth group={group} memberId={server.memberId} isStandby={which === 'standby'} />
    </div>
  );
}

function GroupServerHealth({ group, memberId, isStandby }: { group: ActiveStandbyGroupView; memberId: string; isStandby: boolean }) {
  const t = useTranslations('groupList');
  const seen = group.listeners.flatMap((listener) => {
    const member = listener.members.find((one) => one.memberId === memberId);
    return member ? [{ listener, member }] : [];
  });
  const first = seen[0];
  if (isStandby) {
    return <MemberHealth member={{ state: 'not-checked', reason: null, since: null }} />;
  }
  if (!first) {
    return <span className="text-[12.5px] text-muted">{t('noListenerYet')}</span>;
  }
  if (seen.every((one) => one.member.state === first.member.state)) {
    return <MemberHealth member={first.member} />;
  }
  return (
    <ShortList
      items={seen}
      keyOf={({ listener }) => listener.id}
      allLabel={t('showAll', { count: seen.length })}
      fewerLabel={t('showFewer')}
    >
      {({ listener, member }) => (
        <span className="flex gap-2">
          <ListenerPort listener={listener} />
          <MemberHealth member={member} isBrief />
        </span>
      )}
    </ShortList>
  );
}

/** One answer for the group, or one per listener when they disagree (data-plane 8, rule 13). */
export function NowServing({ group }: { group: ActiveStandbyGroupView }) {
  const t = useTranslations('groupList');
  if (group.serving.role !== 'mixed') {
    return <Serving serving={group.serving} />;
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
          <Serving serving={listener.serving} />
        </span>
      )}
    </ShortList>
  );
}

export function GroupListeners({ group }: { group: ActiveStandbyGroupView }) {
  const t = useTranslations('groupList');
  if (group.listeners.length === 0) {
    return <span className="text-muted">{t('noListeners')}</span>;
  }
  const href = `/${group.regionId}/instances/${group.loadBalancerId}/listeners`;
  return (
    <ShortList
      items={group.listeners}
      keyOf={(listener) => listener.id}
      allLabel={t('showAll', { count: group.listeners.length })}
      fewerLabel={t('showFewer')}
      className="grid gap-0.5"
    >
      {(listener) => (
        <Link href={href} className="inline-flex min-h-6 items-center text-accent-text hover:underline" title={listener.name}>
          <ListenerPort listener={listener} />
        </Link>
      )}
    </ShortList>
  );
}
