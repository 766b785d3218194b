'use client';

import { History } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { LoadError } from '#components/feedback/load-error.tsx';
import { RANGE_NAMES } from '#components/monitoring/range.ts';
import { Radio } from '#components/ui/field.tsx';
import { Callout, EmptyState } from '#components/ui/surface.tsx';
import { Time } from '#components/ui/text.tsx';
import type { TimelineView } from '#domain/timeline.ts';
import { EventsTable } from './events-table.tsx';
import { ListenerLanes } from './listener-lanes.tsx';
import { type TimelineOf, useTimeline, useTimelineQuery } from './use-timeline.ts';

/** Failover history: what was probed, what followed from it, and who served, as a picture and as a table. */
export function Timeline({ of }: { of: TimelineOf }) {
  const t = useTranslations('timeline');
  const query = useTimelineQuery();
  const timeline = useTimeline(of, query.range);
  const name = useId();
  return (
    <section aria-label={t('title')} className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
        <h2 className="text-[14px] font-semibold">{t('title')}</h2>
        <fieldset className="flex flex-wrap items-center gap-x-4">
          <legend className="sr-only">{t('range')}</legend>
          {RANGE_NAMES.map((range) => (
            <Radio
              key={range}
              name={name}
              label={t(`ranges.${range}`)}
              checked={range === query.range}
              onChange={() => query.change({ range, page: 1 })}
            />
          ))}
        </fieldset>
      </div>
      {timeline.error && !timeline.data ? <LoadError error={timeline.error} onRetry={() => void timeline.refetch()} /> : null}
      {timeline.data ? <Loaded timeline={timeline.data} page={query.page} onPage={(page) => query.change({ page })} /> : null}
      {!timeline.error && !timeline.data ? <div className="skeleton h-56" aria-hidden /> : null}
    </section>
  );
}

function Loaded({ timeline, page, onPage }: { timeline: TimelineView; page: number; onPage: (page: number) => void }) {
  const t = useTranslations('timeline');
  const [cursor, setCursor] = useState<number | null>(null);
  if (timeline.listeners.length === 0) {
    return (
      <div className="rounded-md border border-line bg-surface shadow-card">
        <EmptyState icon={History} title={t('empty')}>
          {t('emptyText')}
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      {timeline.completeFrom > timeline.from ? (
        <Callout tone="warn">{t.rich('cut', { at: () => <Time at={timeline.completeFrom} /> })}</Callout>
      ) : null}
      {timeline.listeners.map((listener) => (
        <ListenerLanes
          key={listener.listenerId}
          listener={listener}
          from={Date.parse(timeline.from)}
          to={Date.parse(timeline.to)}
          completeFrom={Date.parse(timeline.completeFrom)}
          cursor={cursor}
          onCursor={setCursor}
        />
      ))}
      <EventsTable
        listeners={timeline.listeners}
        from={Date.parse(timeline.completeFrom)}
        page={page}
        onPage={onPage}
        onPoint={setCursor}
      />
    </>
  );
}
