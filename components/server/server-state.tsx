'use client';

import { useTranslations } from 'use-intl';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import type { ServerStatus } from '#domain/server.ts';

/** What the administrator set, not what a health check saw: never green. */
export function ServerState({ status }: { status: ServerStatus }) {
  const t = useTranslations('serverState');
  return status === 'running' ? <span>{t(status)}</span> : <StatusIndicator tone="off">{t(status)}</StatusIndicator>;
}
