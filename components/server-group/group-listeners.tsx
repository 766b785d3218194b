'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { ShortList } from '#components/ui/short-list.tsx';
import { ListenerPort } from '#components/ui/text.tsx';
import type { UserOfGroup } from './member-verdicts.tsx';

interface GroupListenersProps {
  group: { regionId: string; loadBalancerId: string; listeners: UserOfGroup[] };
}

/** The listeners that forward to a group, each leading to where it can be changed. */
export function GroupListeners({ group }: GroupListenersProps) {
  const t = useTranslations('serverGroup');
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
