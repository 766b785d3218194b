'use client';

import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { type Frame, LEFT, linePath, loneDots, RIGHT, TOP } from './line-path.ts';
import { isMidnight, timeTicks, valueTicks } from './scale.ts';
import { useWidth } from './use-width.ts';

export interface Series {
  id: string;
  label: string;
  /** One per step, null where nothing is known. */
  values: (number | null)[];
}

interface LineChartProps {
  title: string;
  /** Begin of each step, ms since 1970. */
  times: number[];
  stepMs: number;
  series: Series[];
  /** With its unit; the axis and the values beside the names use it. */
  formatValue: (value: number) => string;
  /** Values of the axis are so far apart at least: 1 for what is counted in whole things. */
  tickStepMin?: number;
  /** The newest step still grows: its values are drawn as such. */
  isLastPartial?: boolean;
  /** The step that is pointed at; charts of one page share it. */
  cursor: number | null;
  onCursor: (index: number | null) => void;
}

const HEIGHT = 168;
const BOTTOM = 22;
const PAGE = 10;
/** Lines differ by pattern as well as by colour. */
const DASHES = [undefined, '6 3', '2 3', '9 3 2 3', '4 2', '1 2', '12 3', '6 2 2 2'];
const COLOURS = DASHES.length;

const MINUTE_MS = 60_000;
const DAY = { month: 'short', day: '2-digit' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const CLOCK_WITH_SECONDS = { ...CLOCK, second: '2-digit' } as const;

/** Seconds are told where steps are shorter than a minute. */
const clockOf = (stepMs: number) => (stepMs < MINUTE_MS ? CLOCK_WITH_SECONDS : CLOCK);

const colourOf = (index: number) => `var(--chart-${((index % COLOURS) + 1).toString()})`;

/** Lines over time. The values at the step that is pointed at, else the newest ones, stand beside the names of the lines. */
export function LineChart({
  title,
  times,
  stepMs,
  series,
  formatValue,
  tickStepMin = 0,
  isLastPartial = false,
  cursor,
  onCursor,
}: LineChartProps) {
  const t = useTranslations('chart');
  const format = useFormatter();
  const titleId = useId();
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot);
  const last = times.length - 1;
  const at = Math.min(cursor ?? last, last);
  const time = format.dateTime(times[at] ?? 0, { ...(stepMs < MINUTE_MS ? {} : DAY), ...clockOf(stepMs) });
  const when = at === last && isLastPartial ? t('stillCounting', { time }) : time;
  const valueAt = ({ values }: Series) => {
    const value = values[at] ?? null;
    return value === null ? t('unknown') : formatValue(value);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const to = keyTarget(event.key, at, last);
    if (to !== undefined) {
      event.preventDefault();
      onCursor(to === null ? null : Math.max(0, Math.min(last, to)));
    }
  };
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - left - LEFT) / Math.max(1, width - LEFT - RIGHT);
    onCursor(Math.max(0, Math.min(last, Math.round(share * last))));
  };

  return (
    // Clipped: until the lines are drawn anew for a narrower window, they must not make the page as wide as it was.
    <figure
      aria-labelledby={titleId}
      className="grid content-start gap-1 overflow-x-clip rounded-md border border-line bg-surface p-3 shadow-card"
    >
      <figcaption className="grid gap-0.5">
        <span className="flex items-baseline justify-between gap-2">
          <span id={titleId} className="font-semibold">
            {title}
          </span>
          <span className="text-[12.5px] text-muted tabular-nums">{when}</span>
        </span>
        <ul className="flex min-h-[20px] flex-wrap gap-x-4 text-[12.5px]">
          {series.map((line, index) => (
            <li key={line.id} className="flex items-center gap-1.5">
              <svg width={18} height={8} aria-hidden>
                <line x1={0} x2={18} y1={4} y2={4} stroke={colourOf(index)} strokeWidth={2} strokeDasharray={DASHES[index % COLOURS]} />
              </svg>
              {line.label} <b className="font-medium tabular-nums">{valueAt(line)}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div
        ref={plot}
        role="slider"
        tabIndex={0}
        aria-label={t('pointAt', { title })}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={[when, ...series.map((line) => `${line.label} ${valueAt(line)}`)].join(', ')}
        className="touch-pan-y"
        style={{ height: HEIGHT }}
        onKeyDown={onKeyDown}
        onBlur={() => onCursor(null)}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => onCursor(null)}
      >
        {width > 0 ? (
          <Plot
            times={times}
            stepMs={stepMs}
            series={series}
            formatValue={formatValue}
            tickStepMin={tickStepMin}
            isLastPartial={isLastPartial}
            width={width}
            cursor={cursor === null ? null : at}
          />
        ) : null}
      </div>
    </figure>
  );
}

/** Where a key leads: an index, null for "no step", undefined when the key means nothing here. */
function keyTarget(key: string, at: number, last: number): number | null | undefined {
  const targets: Record<string, number | null> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - PAGE,
    PageUp: at + PAGE,
    Home: 0,
    End: last,
    Escape: null,
  };
  return targets[key];
}

type PlotProps = Pick<LineChartProps, 'times' | 'stepMs' | 'series' | 'formatValue' | 'cursor'> & {
  tickStepMin: number;
  isLastPartial: boolean;
  width: number;
};

function Plot({ times, stepMs, series, formatValue, tickStepMin, isLastPartial, width, cursor }: PlotProps) {
  const format = useFormatter();
  const last = times.length - 1;
  const { frame, ticks, lines } = useMemo(() => {
    const max = Math.max(0, ...series.map(({ values }) => values.reduce<number>((top, value) => Math.max(top, value ?? 0), 0)));
    const valuesOfAxis = valueTicks(max, tickStepMin);
    const made: Frame = { width, height: HEIGHT - BOTTOM, last, top: valuesOfAxis.at(-1) ?? 1 };
    const solidTo = isLastPartial ? last - 1 : last;
    return {
      frame: made,
      ticks: valuesOfAxis,
      lines: series.map(({ id, values }) => ({
        id,
        solid: linePath(values, 0, solidTo, made),
        partial: isLastPartial ? linePath(values, Math.max(0, last - 1), last, made) : '',
        dots: loneDots(values, made),
      })),
    };
  }, [series, width, last, isLastPartial, tickStepMin]);
  const x = (index: number) => LEFT + (index / Math.max(1, last)) * (width - LEFT - RIGHT);
  const y = (value: number) => TOP + (1 - value / frame.top) * (frame.height - TOP);
  const from = times[0] ?? 0;
  return (
    <svg width={width} height={HEIGHT} aria-hidden className="block overflow-visible text-[11px] tabular-nums">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
          <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end" fill="var(--muted)">
            {formatValue(tick)}
          </text>
        </g>
      ))}
      {timeTicks(from, times[last] ?? from, Math.floor((width - LEFT) / 72)).map((tick) => (
        <text key={tick} x={x((tick - from) / stepMs)} y={HEIGHT - 6} textAnchor="middle" fill="var(--muted)">
          {format.dateTime(tick, isMidnight(tick) ? DAY : clockOf(stepMs))}
        </text>
      ))}
      {lines.map(({ id, solid, partial, dots }, index) => (
        <g key={id} fill="none" stroke={colourOf(index)} strokeWidth={1.75} strokeLinejoin="round">
          <path d={solid} strokeDasharray={DASHES[index % COLOURS]} />
          <path d={partial} strokeDasharray="1.5 3" />
          {dots.map((dot) => (
            <circle key={dot.x} cx={dot.x} cy={dot.y} r={2.5} fill={colourOf(index)} stroke="none" />
          ))}
        </g>
      ))}
      {cursor === null ? null : (
        <g>
          <line x1={x(cursor)} x2={x(cursor)} y1={TOP} y2={frame.height} stroke="var(--line-strong)" />
          {series.map(({ id, values }, index) => {
            const value = values[cursor] ?? null;
            return value === null ? null : <circle key={id} cx={x(cursor)} cy={y(value)} r={3.5} fill={colourOf(index)} />;
          })}
        </g>
      )}
    </svg>
  );
}
