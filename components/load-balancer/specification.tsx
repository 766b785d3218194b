'use client';

import { useTranslations } from 'use-intl';
import { Hint } from '#components/ui/hint.tsx';
import { Mono } from '#components/ui/text.tsx';
import { CAPACITY, type LoadBalancerSpecification } from '#domain/capacity.ts';

/** The specification, and what it allows behind a question mark (console 2.1). */
export function Specification({ specification }: { specification: LoadBalancerSpecification | null }) {
  const t = useTranslations('specification');
  if (specification === null) {
    return <span className="text-muted">{t('none')}</span>;
  }
  return (
    <span className="inline-flex items-center gap-0.5">
      <Mono>{specification}</Mono>
      <Hint label={t('ceilingsOf', { specification })}>
        <Ceilings specification={specification} />
      </Hint>
    </span>
  );
}

function Ceilings({ specification }: { specification: LoadBalancerSpecification }) {
  const t = useTranslations('specification');
  const { connectionsMax, connectionsPerSecondMax, queriesPerSecondMax } = CAPACITY[specification];
  const rows = [
    [t('connections'), connectionsMax],
    [t('connectionsPerSecond'), connectionsPerSecondMax],
    [t('queriesPerSecond'), queriesPerSecondMax],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_auto] gap-x-4">
      {rows.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-muted">{term}</dt>
          <dd className="text-right tabular-nums">{t('number', { value })}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The specifications to choose from, with their ceilings in the label; the empty value stands for none. */
export function useSpecificationOptions(): { value: string; label: string }[] {
  const t = useTranslations('specification');
  const options = Object.entries(CAPACITY).map(([value, capacity]) => ({
    value,
    label: t('option', { specification: value, ...capacity }),
  }));
  return [{ value: '', label: t('none') }, ...options];
}
