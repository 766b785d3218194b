'use client';

import { Map as MapIcon, MapPinOff } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRegions } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { RegionDialog } from '#components/region/region-dialog.tsx';
import { signOut } from '#components/session/auth-client.ts';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/surface.tsx';

/** Leads to the region used last, else to the first. */
export function FirstRegion({ remembered, isAdministrator }: { remembered: string | undefined; isAdministrator: boolean }) {
  const tRole = useTranslations('userRole');
  const t = useTranslations('shell');
  const router = useRouter();
  const tRegions = useTranslations('regions');
  const regions = useRegions();
  const [isCreating, setIsCreating] = useState(false);
  const target = regions.data?.find((region) => region.id === remembered) ?? regions.data?.[0];
  useEffect(() => {
    if (target) {
      router.replace(`/${target.id}/instances`);
    }
  }, [target, router]);
  return (
    <main className="p-6">
      {regions.data?.length === 0 && !isAdministrator ? (
        <EmptyState
          icon={MapPinOff}
          title={tRole('noRegion')}
          action={
            <>
              <LinkButton href="/account">{t('account')}</LinkButton>
              <Button onClick={() => void signOut()}>{t('signOut')}</Button>
            </>
          }
        >
          {tRole('noRegionText')}
        </EmptyState>
      ) : null}
      {regions.data?.length === 0 && isAdministrator ? (
        <EmptyState
          icon={MapIcon}
          title={t('noRegions')}
          action={
            <Button variant="primary" onClick={() => setIsCreating(true)}>
              {tRegions('create')}
            </Button>
          }
        >
          {t('noRegionsText')}
        </EmptyState>
      ) : null}
      {isCreating ? <RegionDialog onClose={() => setIsCreating(false)} onSaved={({ id }) => router.replace(`/${id}/instances`)} /> : null}
      {regions.error && !regions.data ? <LoadError error={regions.error} onRetry={() => void regions.refetch()} /> : null}
    </main>
  );
}
