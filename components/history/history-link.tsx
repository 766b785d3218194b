'use client';

import { useTranslations } from 'use-intl';
import { LinkButton } from '#components/ui/button.tsx';
import type { VersionedResource } from './queries.ts';

export function historyPath(regionId: string, { type, id }: VersionedResource): string {
  return `/${regionId}/history/${type}/${encodeURIComponent(id)}`;
}

/** Leads to the versions of what a page shows. */
export function HistoryLink({ regionId, resource }: { regionId: string; resource: VersionedResource }) {
  const t = useTranslations('history');
  return <LinkButton href={historyPath(regionId, resource)}>{t('open')}</LinkButton>;
}
