'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { ShortList } from '#components/ui/short-list.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { ListenerPort } from '#components/ui/text.tsx';
import type { AccessControlListSummary } from '#domain/view.ts';

/** The listeners that use a list: instance, protocol and port, and what the list is to them (console 10.1). */
export function ListUsers({ list }: { list: AccessControlListSummary }) {
  const t = useTranslations('accessControl');
  const tMode = useTranslations('accessControlMode');
  if (list.listeners.length === 0) {
    return <span className="text-muted">{t('unused')}</span>;
  }
  return (
    <ShortList
      items={list.listeners}
      keyOf={(listener) => listener.id}
      allLabel={t('showAll', { count: list.listeners.length })}
      fewerLabel={t('showFewer')}
      className="grid gap-1"
    >
      {(listener) => (
        <>
          <Link
            href={`/${list.regionId}/instances/${listener.loadBalancerId}/listeners`}
            className="text-accent-text underline underline-offset-2"
          >
            {listener.loadBalancerName} <ListenerPort listener={listener} />
          </Link>{' '}
          <span className="whitespace-nowrap text-muted">{tMode(listener.mode)}</span>
          {listener.isEmpty ? (
            <span className="block">
              <StatusIndicator tone="warn">{t('isOff')}</StatusIndicator>
            </span>
          ) : null}
        </>
      )}
    </ShortList>
  );
}
