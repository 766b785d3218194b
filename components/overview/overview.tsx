'use client';

import { useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { Breadcrumbs } from '#components/shell/breadcrumbs.tsx';
import { useRegion } from '#components/shell/region-context.tsx';
import { PageHeader } from '#components/ui/surface.tsx';
import { Counters } from './counters.tsx';
import { RecentFailovers } from './recent-failovers.tsx';
import { Troubles } from './troubles.tsx';
import { useOverview } from './use-overview.ts';

/** Page Overview (console 1.2): a region at a glance, and what is wrong in it now. */
export function Overview() {
  const t = useTranslations('overview');
  const { regionId } = useRegion();
  const { data, error, refetch } = useOverview(regionId);
  return (
    <>
      <Breadcrumbs crumbs={[{ label: t('title') }]} />
      <PageHeader title={t('title')} sub={t('sub')} />
      {error && !data ? <LoadError error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <>
          <Troubles troubles={data.troubles} total={data.troubleCount} />
          <Counters overview={data} />
          <RecentFailovers failovers={data.failovers} />
        </>
      ) : null}
      {!data && !error ? <Skeleton /> : null}
    </>
  );
}

/** As high as what comes, so that nothing moves. */
function Skeleton() {
  return (
    <div aria-hidden className="grid gap-4">
      <div className="skeleton h-25 rounded-md" />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,210px),1fr))] gap-4">
        {['instances', 'listeners', 'health', 'servers', 'nodes'].map((name) => (
          <div key={name} className="skeleton h-41 rounded-md" />
        ))}
      </div>
    </div>
  );
}
