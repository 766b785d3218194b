'use client';

import { Map as MapIcon } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { useRegions } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { EmptyState } from '#components/ui/surface.tsx';

/** Leads to the region used last, else to the first. */
export function FirstRegion({ remembered }: { remembered: string | undefined }) {
  const t = useTranslations('shell');
  const router = useRouter();
  const regions = useRegions();
  const target = regions.data?.find((region) => region.id === remembered) ?? regions.data?.[0];
  useEffect(() => {
    if (target) {
      router.replace(`/${target.id}/instances`);
    }
  }, [target, router]);
  return (
    <main className="p-6">
      {regions.data?.length === 0 ? (
        <EmptyState icon={MapIcon} title={t('noRegions')}>
          {t('noRegionsText')}
        </EmptyState>
      ) : null}
      {regions.error && !regions.data ? <LoadError error={regions.error} onRetry={() => void regions.refetch()} /> : null}
    </main>
  );
}
