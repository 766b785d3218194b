'use client';

import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleMinus,
  LoaderCircle,
  Lock,
  type LucideIcon,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'off' | 'pending' | 'unknown' | 'unchecked' | 'locked' | 'returned';

/** Each tone differs by shape as well as by colour. */
const TONES: Record<Tone, { icon: LucideIcon; className: string }> = {
  good: { icon: CircleCheck, className: 'text-good' },
  bad: { icon: CircleAlert, className: 'text-bad' },
  warn: { icon: TriangleAlert, className: 'text-warn' },
  off: { icon: CircleMinus, className: 'text-quiet' },
  pending: { icon: LoaderCircle, className: 'text-accent-text' },
  unknown: { icon: CircleHelp, className: 'text-quiet' },
  unchecked: { icon: CircleDashed, className: 'text-quiet' },
  locked: { icon: Lock, className: 'text-bad' },
  // What went well once is history, not a promise about now: no green.
  returned: { icon: Undo2, className: 'text-text' },
};

export function StatusIndicator({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  const { icon: Icon, className } = TONES[tone];
  return (
    <span data-status={tone} title={title} className={classNames('inline-flex max-w-full items-start gap-1.5', className)}>
      <Icon size={14} className={classNames('mt-[3px] flex-none', tone === 'pending' && 'spin')} aria-hidden />
      <span className="min-w-0">{children}</span>
    </span>
  );
}
