'use client';

import { Network } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useServers } from '#components/api/queries.ts';
import { WriteLinkButton } from '#components/session/write-guard.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/surface.tsx';

/** Where a region has no instance yet: the next step, which may be to register servers. */
export function NoInstances({ regionId }: { regionId: string }) {
  const t = useTranslations('instanceList');
  const servers = useServers({ regionId, pageSize: 1 });
  const hasServers = (servers.data?.totalCount ?? 1) > 0;
  return (
    <div className="rounded-md border border-line bg-surface shadow-card">
      <EmptyState
        icon={Network}
        title={t('emptyTitle')}
        action={
          <>
            <WriteLinkButton variant={hasServers ? 'primary' : 'secondary'} href={`/${regionId}/instances/create`}>
              {t('create')}
            </WriteLinkButton>
            {hasServers ? null : (
              <LinkButton variant="primary" href={`/${regionId}/servers?register=1`}>
                {t('registerServers')}
              </LinkButton>
            )}
          </>
        }
      >
        {hasServers ? t('emptyText') : t('emptyTextNoServers')}
      </EmptyState>
    </div>
  );
}
