'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useListener } from '#components/api/queries.ts';
import { useRegion } from '#components/shell/region-context.tsx';
import { ChangeReceipt } from '#components/status/change-receipt.tsx';
import { Button } from '#components/ui/button.tsx';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Callout, Card } from '#components/ui/surface.tsx';
import type { ListenerView, LoadBalancerView } from '#domain/view.ts';

const FOLLOW_MS = 500;

/** After Submit: saved, then carried out node by node; what the nodes say is followed live (console 6.5). */
export function WizardProgress({ saved, instance, isExisting }: { saved: ListenerView; instance: LoadBalancerView; isExisting: boolean }) {
  const t = useTranslations('wizard');
  const tCommon = useTranslations('common');
  const router = useRouter();
  const { isReporting } = useRegion();
  const followed = useListener(saved.id, FOLLOW_MS).data;
  const listener = followed && followed.revision >= saved.revision ? followed : saved;
  const hasFailed = listener.nodes.some((node) => node.error);
  const isApplied = listener.nodes.length > 0 && listener.nodes.every((node) => node.inForce);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Card>
      <div className="grid gap-4">
        <h2 ref={heading} tabIndex={-1} role="status" className="text-[16px] font-semibold outline-none">
          {hasFailed ? t('savedNotInForce') : isApplied || !isReporting ? t('successful') : t('applying')}
        </h2>
        <ol className="grid gap-2">
          <li>
            <StatusIndicator tone="good">{isExisting ? t('progressModified') : t('progressCreated', { id: saved.id })}</StatusIndicator>
          </li>
          <li>
            {isReporting ? <ChangeReceipt listener={listener} /> : <StatusIndicator tone="warn">{t('progressNoWorker')}</StatusIndicator>}
          </li>
        </ol>
        {instance.status === 'inactive' ? <Callout tone="warn">{t('instanceStopped')}</Callout> : null}
        {saved.enabled ? null : <Callout>{t('staysStopped')}</Callout>}
        {hasFailed ? <p>{t('savedNotInForceText')}</p> : null}
        <div>
          <Button variant="primary" onClick={() => router.push(`/${instance.regionId}/instances/${instance.id}/listeners`)}>
            {tCommon('ok')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
