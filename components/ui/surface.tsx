'use client';

import { CircleAlert, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export function Card({
  title,
  actions,
  children,
  className,
}: {
  title?: string;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section aria-label={title} className={classNames('rounded-md border border-line bg-surface shadow-card', className)}>
      {title ? (
        <header className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2.5">
          <h2 className="text-[14px] font-semibold">{title}</h2>
          {actions}
        </header>
      ) : null}
      <div className="p-4">{children}</div>
    </section>
  );
}

const TONES = {
  info: { icon: Info, frame: 'border-accent/35 bg-info-soft', sign: 'text-accent-text' },
  warn: { icon: TriangleAlert, frame: 'border-warn/40 bg-warn-soft', sign: 'text-warn' },
  bad: { icon: CircleAlert, frame: 'border-bad/40 bg-bad-soft', sign: 'text-bad' },
} satisfies Record<string, { icon: LucideIcon; frame: string; sign: string }>;

/** A remark in the page: why something is so, or what went wrong and what to do. */
export function Callout({
  tone = 'info',
  title,
  children,
  action,
  role,
}: {
  tone?: keyof typeof TONES;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
  role?: 'alert' | 'status';
}) {
  const { icon: Icon, frame, sign } = TONES[tone];
  return (
    <div role={role} className={classNames('flex items-start gap-2.5 rounded-md border px-3 py-2.5', frame)}>
      <Icon size={16} className={classNames('mt-0.5 flex-none', sign)} aria-hidden />
      <div className="min-w-0 flex-1 wrap-anywhere">
        {title ? <div className="font-semibold">{title}</div> : null}
        {children}
      </div>
      {action}
    </div>
  );
}

/** Says what would be here and leads to the next step. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-12 text-center">
      <Icon size={28} strokeWidth={1.4} className="text-muted" aria-hidden />
      <h2 className="text-[15px] font-semibold">{title}</h2>
      {children ? <div className="max-w-md text-muted">{children}</div> : null}
      {action ? <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}

export function PageHeader({ title, sub, actions }: { title: ReactNode; sub?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h1 className="text-[20px] leading-7 font-semibold tracking-[-0.01em] wrap-anywhere">{title}</h1>
        {sub ? <div className="mt-0.5 wrap-anywhere text-muted">{sub}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </div>
  );
}

/** Term and value pairs, in as many columns as fit. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,220px),1fr))] gap-x-8 gap-y-3">{children}</dl>;
}

export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-[12.5px] text-muted">{term}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
