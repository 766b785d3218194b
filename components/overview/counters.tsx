'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRegion } from '#components/shell/region-context.tsx';
import { StatusIndicator, type Tone } from '#components/ui/status-indicator.tsx';
import type { OverviewView } from '#domain/view.ts';

/** What there is, by status; each figure that has a list leads to it. */
export function Counters({ overview }: { overview: OverviewView }) {
  const t = useTranslations('overview');
  const { regionId, isReporting } = useRegion();
  const { instances, listeners, servers, nodes } = overview;
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
  const base = `/${regionId}`;
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,210px),1fr))] gap-4">
      <Counter title={t('instances')} total={sum(instances)} href={`${base}/instances`}>
        <Figure tone="good" label={t('instanceStatus.active')} count={instances.active} href={`${base}/instances?status=active`} />
        <Figure tone="off" label={t('instanceStatus.inactive')} count={instances.inactive} href={`${base}/instances?status=inactive`} />
        <Figure tone="locked" label={t('instanceStatus.locked')} count={instances.locked} href={`${base}/instances?status=locked`} />
      </Counter>
      <Counter title={t('listeners')} total={sum(listeners.health)}>
        <Figure tone="good" label={t('listener.running')} count={listeners.running} isUnknown={!isReporting} />
        <Figure tone="pending" label={t('listener.changing')} count={listeners.changing} isUnknown={!isReporting} />
        <Figure tone="off" label={t('listener.stopped')} count={listeners.stopped} />
        <Figure tone="bad" label={t('listener.failed')} count={listeners.failed} isUnknown={!isReporting} />
      </Counter>
      <Counter title={t('health')} total={null}>
        <Figure tone="good" label={t('healthWord.normal')} count={listeners.health.normal} isUnknown={!isReporting} />
        <Figure tone="bad" label={t('healthWord.abnormal')} count={listeners.health.abnormal} isUnknown={!isReporting} />
        <Figure tone="unknown" label={t('healthWord.unavailable')} count={listeners.health.unavailable} isUnknown={!isReporting} />
        <Figure tone="unchecked" label={t('healthWord.off')} count={listeners.health.off} />
      </Counter>
      <Counter title={t('servers')} total={servers.total} href={`${base}/servers`}>
        <Figure tone="bad" label={t('server.abnormal')} count={servers.abnormal} isUnknown={!isReporting} />
        <Figure tone="off" label={t('server.stopped')} count={servers.stopped} />
      </Counter>
      <Counter title={t('nodes')} total={nodes.total} href={`${base}/nodes`}>
        <Figure tone="good" label={t('node.alive')} count={nodes.alive} />
        <Figure tone="bad" label={t('node.gone')} count={nodes.total - nodes.alive} />
      </Counter>
    </div>
  );
}

function Counter({ title, total, href, children }: { title: string; total: number | null; href?: string; children: ReactNode }) {
  const format = useFormatter();
  return (
    <section aria-label={title} className="rounded-md border border-line bg-surface p-4 shadow-card">
      <header className="flex min-h-6 items-center justify-between gap-2">
        <h2 className="text-[13.5px] font-semibold">
          {href ? (
            <Link href={href} className="hover:text-accent-text hover:underline">
              {title}
            </Link>
          ) : (
            title
          )}
        </h2>
        {total === null ? null : <span className="text-[20px] leading-6 font-semibold tabular-nums">{format.number(total)}</span>}
      </header>
      <dl className="mt-2 grid gap-1">{children}</dl>
    </section>
  );
}

interface FigureProps {
  tone: Tone;
  label: string;
  count: number;
  href?: string;
  /** Nobody reports: what was last heard is no promise about now. */
  isUnknown?: boolean;
}

/** Colour for what there is; nothing of a kind is quiet. */
function Figure({ tone, label, count, href, isUnknown = false }: FigureProps) {
  const format = useFormatter();
  const number = isUnknown ? '–' : format.number(count);
  return (
    <div className="flex min-h-6 items-center justify-between gap-2">
      <dt>
        {count > 0 && !isUnknown ? <StatusIndicator tone={tone}>{label}</StatusIndicator> : <span className="text-muted">{label}</span>}
      </dt>
      <dd className="tabular-nums">
        {href && count > 0 ? (
          <Link
            href={href}
            aria-label={`${label}: ${number}`}
            className="flex min-h-6 min-w-6 items-center justify-end text-accent-text hover:underline"
          >
            {number}
          </Link>
        ) : (
          <span className={count > 0 ? undefined : 'text-muted'}>{number}</span>
        )}
      </dd>
    </div>
  );
}
