'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { Mono } from '#components/ui/text.tsx';
import type { ServerUse } from '#domain/view.ts';

/** The groups that a server belongs to, each leading there. */
export function ServerUses({ regionId, uses }: { regionId: string; uses: ServerUse[] }) {
  const t = useTranslations('servers');
  const tRole = useTranslations('role');
  const tKind = useTranslations('targetKind');
  return (
    <ul className="grid gap-0.5">
      {uses.map((use) => (
        <li key={`${use.loadBalancerId}:${use.groupId ?? use.kind}:${String(use.port)}`}>
          <Link href={placeOf(regionId, use)} className="text-accent-text underline underline-offset-2">
            {t('use', { instance: use.loadBalancerName, group: use.groupName ?? tKind(use.kind) })}
          </Link>{' '}
          <span className="whitespace-nowrap text-muted">
            {use.role === null ? null : `${tRole(use.role)} · `}
            {use.port === null ? null : <Mono>{use.port}</Mono>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The page of a group; of a default server group its tab. */
function placeOf(regionId: string, { loadBalancerId, kind, groupId }: ServerUse): string {
  const instance = `/${regionId}/instances/${loadBalancerId}`;
  if (groupId === null) {
    return `${instance}/default-server-group`;
  }
  return `${instance}/${kind === 'vserver-group' ? 'vserver-groups' : 'active-standby-server-groups'}/${groupId}`;
}
