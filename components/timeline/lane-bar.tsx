'use client';

import { useFormatter } from 'use-intl';
import { isMidnight, timeTicks } from '#components/chart/scale.ts';
import type { DrillSpan, SwitchMark } from '#domain/timeline.ts';
import type { Lane, LaneSpan } from './lanes.ts';

export interface Scale {
  from: number;
  to: number;
  /** Pixels; 0 until it is known. */
  width: number;
}

const HEIGHT = 14;
const AXIS_HEIGHT = 20;
/** A failure of a second must be seen in a month. */
const WIDTH_MIN = 2;

/** Good, bad and standby differ by height as well as by colour. */
const LOOKS: Record<LaneSpan['state'], { fill: string; height: number }> = {
  ok: { fill: 'var(--good)', height: 6 },
  healthy: { fill: 'var(--good)', height: 6 },
  active: { fill: 'var(--good)', height: 6 },
  failed: { fill: 'var(--bad)', height: HEIGHT },
  unhealthy: { fill: 'var(--bad)', height: HEIGHT },
  standby: { fill: 'var(--warn)', height: 10 },
  unknown: { fill: 'var(--line-strong)', height: 3 },
};

function place({ from, to, width }: Scale, at: number): number {
  return Math.round(((at - from) / Math.max(1, to - from)) * width * 10) / 10;
}

interface LaneBarProps {
  lane: Lane;
  scale: Scale;
  unknownUntil: number;
  switches: SwitchMark[];
  drills: DrillSpan[];
  cursor: number | null;
}

export function LaneBar({ lane, scale, unknownUntil, switches, drills, cursor }: LaneBarProps) {
  const { width, from, to } = scale;
  const x = (at: number) => place(scale, Math.max(from, Math.min(to, at)));
  if (width === 0) {
    return <div style={{ height: HEIGHT }} />;
  }
  return (
    <svg width={width} height={HEIGHT} aria-hidden className="block overflow-visible">
      <defs>
        <pattern id="openslb-drill" width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={6} height={6} fill="var(--info-soft)" />
          <rect width={2} height={6} fill="var(--accent)" />
        </pattern>
      </defs>
      <rect x={0} y={0} width={width} height={HEIGHT} fill="var(--surface-sunk)" />
      {drills.map((drill) => (
        <rect
          key={drill.id}
          x={x(Date.parse(drill.from))}
          y={0}
          width={Math.max(WIDTH_MIN, x(Date.parse(drill.to)) - x(Date.parse(drill.from)))}
          height={HEIGHT}
          fill="url(#openslb-drill)"
          opacity={0.55}
        />
      ))}
      {unknownUntil > from ? <line x1={x(unknownUntil)} x2={x(unknownUntil)} y1={0} y2={HEIGHT} stroke="var(--warn)" /> : null}
      {lane.spans.map((span) => {
        const { fill, height } = LOOKS[span.state];
        const left = Math.min(x(span.from), width - WIDTH_MIN);
        return (
          <rect
            key={span.from}
            data-state={span.state}
            x={left}
            y={(HEIGHT - height) / 2}
            width={Math.max(WIDTH_MIN, x(span.to) - left)}
            height={height}
            fill={fill}
          />
        );
      })}
      {switches.map((mark) => (
        <path
          key={mark.id}
          data-switch={mark.to}
          d={`M${x(Date.parse(mark.at)).toString()} 0l5 ${HEIGHT.toString()}h-10Z`}
          fill="var(--text)"
          stroke="var(--surface)"
        />
      ))}
      {cursor === null ? null : <line x1={x(cursor)} x2={x(cursor)} y1={-22} y2={HEIGHT} stroke="var(--line-strong)" />}
    </svg>
  );
}

export function Axis({ scale, cursor }: { scale: Scale; cursor: number | null }) {
  const format = useFormatter();
  const { from, to, width } = scale;
  if (width === 0) {
    return <div style={{ height: AXIS_HEIGHT }} />;
  }
  const inside = timeTicks(from, to, Math.max(2, Math.floor(width / 72))).filter((tick) => {
    const x = place(scale, tick);
    return x > 20 && x < width - 20;
  });
  return (
    <svg width={width} height={AXIS_HEIGHT} aria-hidden className="block overflow-visible text-[11px] tabular-nums">
      <line x1={0} x2={width} y1={0.5} y2={0.5} stroke="var(--line)" />
      {inside.map((tick) => (
        <g key={tick}>
          <line x1={place(scale, tick)} x2={place(scale, tick)} y1={0} y2={4} stroke="var(--line-strong)" />
          <text x={place(scale, tick)} y={16} textAnchor="middle" fill="var(--muted)">
            {format.dateTime(
              tick,
              isMidnight(tick) ? { month: 'short', day: '2-digit' } : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
            )}
          </text>
        </g>
      ))}
      {cursor === null ? null : <line x1={place(scale, cursor)} x2={place(scale, cursor)} y1={-6} y2={4} stroke="var(--line-strong)" />}
    </svg>
  );
}
