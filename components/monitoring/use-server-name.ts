'use client';

import { useTranslations } from 'use-intl';
import type { ServerTrafficView } from '#domain/view.ts';

/** Name and endpoint of a server; of one that is no member any more only the id is known. */
export function useServerName(): (server: ServerTrafficView) => string {
  const t = useTranslations('monitoring');
  return ({ serverName, address, port, memberId }) =>
    serverName === null || address === null || port === null
      ? t('formerServer', { id: memberId })
      : `${serverName} (${address.includes(':') ? `[${address}]` : address}:${port.toString()})`;
}
