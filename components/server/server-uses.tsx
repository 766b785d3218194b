'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { Mono } from '#components/ui/text.tsx';
import type { ServerUse } from '#domain/view.ts';

/** The groups that a server belongs to, each leading there. */
export function ServerUses({ regionId, uses }: { regionId: string; uses: ServerUse[] }) {
  const t = useTranslations('servers');
  const tRole = useTranslations('role');
  return (
    <ul className="grid gap-0.5">
      {uses.map((use) => (
        <li key={`${use.groupId}:${use.port.toString()}`}>
          <Link
            href={`/${regionId}/instances/${use.loadBalancerId}/active-standby-server-groups/${use.groupId}`}
            className="text-accent-text underline underline-offset-2"
          >
            {t('use', { instance: use.loadBalancerName, group: use.groupName })}
          </Link>{' '}
          <span className="whitespace-nowrap text-muted">
            {tRole(use.role)} · <Mono>{use.port}</Mono>
          </span>
        </li>
      ))}
    </ul>
  );
}
