'use client';

import { useTranslations } from 'use-intl';
import { ListenerHealth } from '#components/status/listener-status.tsx';
import { ShortList } from '#components/ui/short-list.tsx';
import { ListenerPort } from '#components/ui/text.tsx';
import type { VServerGroupView } from '#domain/view.ts';

/** One word for the group, or one for each listener when they disagree: each has a check of its own. */
export function GroupHealth({ group }: { group: VServerGroupView }) {
  const t = useTranslations('serverGroup');
  const [first] = group.listeners;
  if (!first) {
    return <span className="text-[12.5px] text-muted">{t('noListenerYet')}</span>;
  }
  if (group.listeners.every((listener) => listener.health === first.health)) {
    return <ListenerHealth health={first.health} members={first.members} />;
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
          <ListenerHealth health={listener.health} members={listener.members} />
        </span>
      )}
    </ShortList>
  );
}
