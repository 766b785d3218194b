'use client';

import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { request } from '#components/api/client.ts';
import { usePlan } from '#components/inspector/plans.ts';
import { classNames } from '#components/ui/class-names.ts';
import { ListenerPort, Truncated } from '#components/ui/text.tsx';
import type { ImpactView, ListenerImpactView } from '#domain/view.ts';
import { type ProposedChange, useImpact } from './use-impact.ts';

/**
 * What a change would do to connections that are open now: "3 listeners · 120 open connections · 0 will be cut", and each
 * listener with the reason when it is opened. Nothing for a change that concerns no started listener.
 */
export function ImpactPanel({ change }: { change: ProposedChange | null }) {
  usePlan(() => change && (() => request(change.path, { method: change.method, body: change.body })));
  const impact = useImpact(change);
  return impact && impact.listeners.length > 0 ? <Impact impact={impact} /> : null;
}

/** Of a rehearsal that somebody else has made. */
export function Impact({ impact }: { impact: ImpactView }) {
  const t = useTranslations('impact');
  const { open, cut, drained, listeners } = impact;
  return (
    <details
      aria-label={t('label')}
      className={classNames('group/impact rounded-md border', cut > 0 ? 'border-warn/40 bg-warn-soft' : 'border-line bg-surface-sunk')}
    >
      <summary className="flex cursor-pointer list-none items-start gap-1.5 rounded-md px-3 py-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight size={15} className="mt-0.5 flex-none transition-transform group-open/impact:rotate-90" aria-hidden />
        <span className="flex min-w-0 flex-wrap gap-x-1.5" role="status">
          <span>{t('listeners', { count: listeners.length })}</span>
          <span aria-hidden>·</span>
          <span>{t('open', { count: open })}</span>
          <span aria-hidden>·</span>
          <b className={cut > 0 ? 'text-warn' : undefined}>{t('cut', { count: cut })}</b>
          {drained > 0 ? (
            <>
              <span aria-hidden>·</span>
              <span>{t('drained', { count: drained })}</span>
            </>
          ) : null}
        </span>
      </summary>
      <ul className="grid max-h-56 gap-2 overflow-y-auto border-t border-line px-3 py-2">
        {listeners.map((listener) => (
          <ListenerImpact key={listener.id} listener={listener} />
        ))}
      </ul>
    </details>
  );
}

function ListenerImpact({ listener }: { listener: ListenerImpactView }) {
  const t = useTranslations('impact');
  const { open, cut, drained, kept, drainSeconds, reasons } = listener;
  return (
    <li className="grid gap-0.5">
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <ListenerPort listener={listener} />
        <Truncated text={listener.name} className="max-w-52" />
        <Truncated text={listener.loadBalancerName} className="max-w-52 text-muted" />
      </span>
      <span className="text-[12.5px]">
        {open === 0
          ? t('noneOpen')
          : [
              cut > 0 ? t('cut', { count: cut }) : null,
              drained > 0 ? t('drainedFor', { count: drained, seconds: drainSeconds ?? 0 }) : null,
              kept > 0 ? t('kept', { count: kept }) : null,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
      </span>
      {reasons.map((reason) => (
        <span key={reason} className="text-[12.5px] text-muted">
          {t(`reason.${reason}.${listener.protocol}`)}
        </span>
      ))}
    </li>
  );
}
