'use client';

import { useTranslations } from 'use-intl';
import { StatusIndicator } from '#components/ui/status-indicator.tsx';
import { Mono, Truncated } from '#components/ui/text.tsx';
import type { LoadBalancerView } from '#domain/view.ts';
import type { BatchState } from './use-batch.ts';

interface BatchListProps {
  instances: readonly LoadBalancerView[];
  states: Record<string, BatchState>;
  /** Why one of them is left out; undefined when it is not. */
  refusalOf: (instance: LoadBalancerView) => string | undefined;
}

/** What a batch is about, one line each: what is lost or interrupted, and later what became of it. */
export function BatchList({ instances, states, refusalOf }: BatchListProps) {
  const t = useTranslations('instanceBatch');
  return (
    <ul aria-label={t('instances')} className="divide-y divide-line rounded-md border border-line">
      {instances.map((instance) => (
        <li key={instance.id} className="grid gap-x-3 gap-y-0.5 px-3 py-2 sm:grid-cols-[minmax(0,1fr)_auto]">
          <div className="min-w-0">
            <Truncated text={instance.name} className="font-medium" />
            <div className="text-[12.5px] text-muted">
              <Mono>{instance.id}</Mono> · <Mono>{instance.address}</Mono>
            </div>
            <div className="text-[12.5px] text-muted">
              {t('parts', { listeners: instance.listenerCount, groups: instance.groupCount, connections: instance.connectionsCurrent })}
            </div>
          </div>
          <div className="max-w-64 text-[12.5px]">
            <State state={states[instance.id]} refusal={refusalOf(instance)} />
          </div>
        </li>
      ))}
    </ul>
  );
}

function State({ state, refusal }: { state: BatchState | undefined; refusal: string | undefined }) {
  const t = useTranslations('instanceBatch');
  if (refusal !== undefined) {
    return <StatusIndicator tone="warn">{refusal}</StatusIndicator>;
  }
  if (state === undefined) {
    return null;
  }
  if (state.is === 'failed') {
    return <StatusIndicator tone="bad">{state.message}</StatusIndicator>;
  }
  const tone = ({ waiting: 'unchecked', busy: 'pending', done: 'good' } as const)[state.is];
  return <StatusIndicator tone={tone}>{t(state.is)}</StatusIndicator>;
}
