'use client';

import { useTranslations } from 'use-intl';
import { MemberHealth } from '#components/status/member-health.tsx';
import { ShortList } from '#components/ui/short-list.tsx';
import { ListenerPort } from '#components/ui/text.tsx';
import type { ListenerView } from '#domain/view.ts';

/** A listener that forwards to a group, with its own view of the members. */
export type UserOfGroup = Pick<ListenerView, 'id' | 'protocol' | 'port' | 'name' | 'health' | 'members'>;

/** Health of one member: one verdict where all listeners of the group agree, else one for each (data-plane 8, rule 13). */
export function MemberVerdicts({ listeners, memberId }: { listeners: UserOfGroup[]; memberId: string }) {
  const t = useTranslations('serverGroup');
  const seen = listeners.flatMap((listener) => {
    const member = listener.members.find((one) => one.memberId === memberId);
    return member ? [{ listener, member }] : [];
  });
  const first = seen[0];
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
