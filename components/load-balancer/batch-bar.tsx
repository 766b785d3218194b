'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { WriteButton } from '#components/session/write-guard.tsx';
import type { LoadBalancerView } from '#domain/view.ts';

interface BatchBarProps {
  selected: readonly LoadBalancerView[];
  onStart: () => void;
  onStop: () => void;
  onRelease: () => void;
  /** Beside the buttons: where the list is. */
  children: ReactNode;
}

/** Below the list, always there and never out of sight: what can be done to the ticked rows (console 2.4). */
export function BatchBar({ selected, onStart, onStop, onRelease, children }: BatchBarProps) {
  const t = useTranslations('instanceBatch');
  const tInstance = useTranslations('instance');
  const nothing = selected.length === 0;
  return (
    <section
      aria-label={t('bar')}
      className="sticky bottom-0 z-10 flex min-h-12 flex-wrap items-center gap-2 border-t border-line bg-page py-2"
    >
      <WriteButton disabled={nothing} onClick={onStart}>
        {tInstance('start')}
      </WriteButton>
      <WriteButton disabled={nothing} onClick={onStop}>
        {tInstance('stop')}
      </WriteButton>
      <WriteButton disabled={nothing} onClick={onRelease}>
        {tInstance('release')}
      </WriteButton>
      <span className="text-[12.5px] text-muted tabular-nums" aria-live="polite">
        {t('selected', { count: selected.length })}
      </span>
      <div className="ml-auto">{children}</div>
    </section>
  );
}
