'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useListeners } from '#components/api/queries.ts';
import { LoadError } from '#components/feedback/load-error.tsx';
import { WithInstance } from '#components/load-balancer/instance-frame.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { PageHeader } from '#components/ui/surface.tsx';
import { Id, Since } from '#components/ui/text.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import { DiagnosticsDialog } from './diagnostics-dialog.tsx';
import { ReportArea } from './report-area.tsx';
import { useDiagnosis } from './use-diagnosis.ts';

/** The health report of an instance (console 15.1). */
export function HealthCheckPage({ instanceId }: { instanceId: string }) {
  const t = useTranslations('diagnosis');
  return (
    <WithInstance id={instanceId} crumbs={[{ label: t('title') }]}>
      {(instance) => <Report instance={instance} />}
    </WithInstance>
  );
}

function Report({ instance }: { instance: LoadBalancerView }) {
  const t = useTranslations('diagnosis');
  const tCommon = useTranslations('common');
  const report = useDiagnosis(instance.id);
  const listeners = useListeners(instance.id).data?.items ?? [];
  const [isDiagnosing, setIsDiagnosing] = useState(false);
  const paths = { region: `/${instance.regionId}`, instance: `/${instance.regionId}/instances/${instance.id}` };
  return (
    <>
      <PageHeader
        title={t('title')}
        sub={
          <span className="flex flex-wrap gap-x-4">
            <span className="wrap-anywhere">{instance.name}</span>
            <Id id={instance.id} />
            {report.data ? <span>{t.rich('as', { at: () => <Since at={report.data.at} /> })}</span> : null}
          </span>
        }
        actions={
          <LinkButton variant="primary" href={`${paths.instance}/details`}>
            {tCommon('ok')}
          </LinkButton>
        }
      />
      {report.error && !report.data ? <LoadError error={report.error} onRetry={() => void report.refetch()} /> : null}
      {!report.error && !report.data ? <div className="skeleton h-56" aria-hidden /> : null}
      {report.data ? (
        <div className="grid gap-3">
          {report.data.areas.map((area) => (
            <ReportArea
              key={area.area}
              area={area}
              paths={paths}
              actions={
                area.area === 'server-health' && listeners.length > 0 ? (
                  <Button onClick={() => setIsDiagnosing(true)}>{t('start')}</Button>
                ) : null
              }
            />
          ))}
        </div>
      ) : null}
      {isDiagnosing ? (
        <DiagnosticsDialog regionId={instance.regionId} listeners={listeners} onClose={() => setIsDiagnosing(false)} />
      ) : null}
    </>
  );
}
