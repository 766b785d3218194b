import type { DropReason } from '#domain/drop-reason.ts';
import type { ListenerTrafficView, TrafficPoint } from '#domain/view.ts';

/** A point of the listener has causes of drops, one of a server has none. */
export type Point = TrafficPoint & { drops?: Partial<Record<DropReason, number>> };

export interface Step {
  /** Its beginning, ms since 1970. */
  at: number;
  /** The newest one, of which more may come. */
  isOpen: boolean;
  point: Point | null;
}

/** Every step of the range, with or without a point. */
export function stepsOf({ from, to, stepSeconds }: Pick<ListenerTrafficView, 'from' | 'to' | 'stepSeconds'>, points: Point[]): Step[] {
  const stepMs = stepSeconds * 1000;
  const begin = Date.parse(from);
  const count = Math.round((Date.parse(to) - begin) / stepMs);
  const byTime = new Map(points.map((point) => [Date.parse(point.at), point]));
  return Array.from({ length: count }, (_, index) => {
    const at = begin + index * stepMs;
    return { at, isOpen: index === count - 1, point: byTime.get(at) ?? null };
  });
}

/**
 * A value per step. Workers write nothing for a listener that has nothing open and gets nothing, so a step without a point
 * counts as `quiet`; only of the newest it is not known yet.
 */
export function valuesOf(steps: Step[], value: (point: Point) => number | null, quiet: number | null = 0): (number | null)[] {
  return steps.map(({ point, isOpen }) => (point === null ? (isOpen ? null : quiet) : value(point)));
}

export interface Totals {
  connectionsNew: number;
  connectErrors: number;
  bytesIn: number;
  bytesOut: number;
  packetsIn: number;
  packetsOut: number;
}

const TOTALS = ['connectionsNew', 'connectErrors', 'bytesIn', 'bytesOut', 'packetsIn', 'packetsOut'] as const;

export function totalsOf(points: Point[]): Totals {
  const totals: Totals = { connectionsNew: 0, connectErrors: 0, bytesIn: 0, bytesOut: 0, packetsIn: 0, packetsOut: 0 };
  for (const point of points) {
    for (const name of TOTALS) {
      totals[name] += point[name];
    }
  }
  return totals;
}
