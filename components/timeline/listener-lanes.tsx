'use client';

import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useWidth } from '#components/chart/use-width.ts';
import { ListenerPort, Truncated } from '#components/ui/text.tsx';
import type { ListenerTimeline } from '#domain/timeline.ts';
import { Axis, LaneBar, type Scale } from './lane-bar.tsx';
import { type Lane, type LaneSpan, lanesOf, momentsOf, spanAt } from './lanes.ts';

interface ListenerLanesProps {
  listener: ListenerTimeline;
  /** ms since 1970. */
  from: number;
  to: number;
  /** Nothing is known before. */
  completeFrom: number;
  /** The moment that is pointed at; all listeners of a page share it. */
  cursor: number | null;
  onCursor: (at: number | null) => void;
}

/** The rows of one listener over time. What was so at the moment that is pointed at, else now, stands beside their names. */
export function ListenerLanes({ listener, from, to, completeFrom, cursor, onCursor }: ListenerLanesProps) {
  const t = useTranslations('timeline');
  const format = useFormatter();
  const titleId = useId();
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const lanes = useMemo(() => lanesOf(listener), [listener]);
  const hasNodes = new Set(lanes.map(({ nodeId }) => nodeId)).size > 1;
  const scale: Scale = { from, to, width };
  const at = cursor ?? to;
  const clock = (moment: number) =>
    format.dateTime(moment, { month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const say = useSay();
  const nameOf = (lane: Lane) => `${t(`lane.${lane.kind}`, { server: lane.serverName ?? '' })}${hasNodes ? ` · ${lane.nodeId}` : ''}`;
  const mark = listener.switches.findLast((one) => Math.abs(Date.parse(one.at) - at) < 500);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyTarget(
      event.key,
      at,
      momentsOf(listener, lanes).filter((moment) => moment >= from && moment <= to),
      { from, to },
    );
    if (next !== undefined) {
      event.preventDefault();
      onCursor(next);
    }
  };
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - left) / Math.max(1, width);
    onCursor(Math.round(from + Math.max(0, Math.min(1, share)) * (to - from)));
  };
  return (
    // Clipped: until the lanes are drawn anew for a narrower window, they must not make the page as wide as it was.
    <figure aria-labelledby={titleId} className="grid gap-2 overflow-x-clip rounded-md border border-line bg-surface p-3 shadow-card">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span id={titleId} className="flex min-w-0 items-baseline gap-2 font-semibold">
          <ListenerPort listener={listener} />
          <Truncated text={listener.name} className="font-normal text-muted" />
        </span>
        <span className="text-[12.5px] text-muted tabular-nums">{cursor === null ? t('now') : clock(at)}</span>
      </figcaption>
      <div
        ref={plot}
        role="slider"
        tabIndex={0}
        aria-label={t('pointAt', { listener: `${listener.protocol.toUpperCase()}:${listener.port.toString()}` })}
        aria-valuemin={from}
        aria-valuemax={to}
        aria-valuenow={at}
        aria-valuetext={[
          clock(at),
          ...(mark ? [t(`switchedTo.${mark.to}`, { from: mark.fromServer, to: mark.toServer })] : []),
          ...lanes.map((lane) => `${nameOf(lane)}: ${say(spanAt(lane, at))}`),
        ].join(', ')}
        className="grid touch-pan-y gap-1.5"
        onKeyDown={onKeyDown}
        onBlur={() => onCursor(null)}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => onCursor(null)}
      >
        {lanes.map((lane) => (
          <div key={lane.id} className="grid gap-0.5">
            <div className="flex items-baseline justify-between gap-3 text-[12.5px] leading-[18px]">
              <Truncated text={nameOf(lane)} className="min-w-0 text-muted" />
              <Truncated text={say(spanAt(lane, at))} className="max-w-2/3 min-w-16 flex-none text-right" />
            </div>
            <LaneBar
              lane={lane}
              scale={scale}
              unknownUntil={completeFrom}
              switches={lane.kind === 'serving' ? listener.switches.filter(({ nodeId }) => nodeId === lane.nodeId) : []}
              drills={listener.drills}
              cursor={cursor}
            />
          </div>
        ))}
        <Axis scale={scale} cursor={cursor} />
      </div>
      {lanes.length === 0 ? <p className="text-muted">{t('nothing')}</p> : <Legend hasDrills={listener.drills.length > 0} />}
    </figure>
  );
}

/** Where a key leads: the change before or after, an end, or nowhere (null); undefined when the key means nothing here. */
function keyTarget(key: string, at: number, moments: number[], { from, to }: { from: number; to: number }): number | null | undefined {
  const targets: Record<string, () => number | null> = {
    ArrowLeft: () => moments.findLast((moment) => moment < at) ?? from,
    ArrowDown: () => moments.findLast((moment) => moment < at) ?? from,
    ArrowRight: () => moments.find((moment) => moment > at) ?? to,
    ArrowUp: () => moments.find((moment) => moment > at) ?? to,
    Home: () => from,
    End: () => to,
    Escape: () => null,
  };
  return targets[key]?.();
}

/** One span in words. */
function useSay(): (span: LaneSpan | null) => string {
  const t = useTranslations('timeline');
  return (span) => {
    if (span === null) {
      return t('notKnown');
    }
    const state = t(`state.${span.state}`);
    return span.reason ? t('because', { state, reason: span.reason }) : state;
  };
}

function Legend({ hasDrills }: { hasDrills: boolean }) {
  const t = useTranslations('timeline');
  const entries = [
    ['var(--good)', t('legend.good')],
    ['var(--bad)', t('legend.bad')],
    ['var(--warn)', t('legend.standby')],
    ...(hasDrills ? [['url(#openslb-drill)', t('legend.drill')] as const] : []),
  ] as const;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-[12.5px] text-muted">
      {entries.map(([fill, label]) => (
        <li key={label} className="flex items-center gap-1.5">
          <svg width={14} height={10} aria-hidden>
            <rect width={14} height={10} rx={2} fill={fill} />
          </svg>
          {label}
        </li>
      ))}
      <li className="flex items-center gap-1.5">
        <svg width={10} height={10} aria-hidden>
          <path d="M5 1L9 9H1Z" fill="var(--text)" />
        </svg>
        {t('legend.switch')}
      </li>
    </ul>
  );
}
