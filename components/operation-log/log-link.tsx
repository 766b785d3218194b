'use client';

import { useTranslations } from 'use-intl';
import { queryString } from '#components/api/client.ts';
import { useRegion } from '#components/shell/region-context.tsx';
import { LinkButton } from '#components/ui/button.tsx';

/** Leads to what was done with one resource. */
export function LogLink({ resourceType, resourceId }: { resourceType: string; resourceId: string }) {
  const t = useTranslations('operationLog');
  const { regionId } = useRegion();
  return <LinkButton href={`/${regionId}/operation-logs${queryString({ resourceType, resourceId })}`}>{t('open')}</LinkButton>;
}
