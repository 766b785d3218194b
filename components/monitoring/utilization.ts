import type { InstanceTrafficView } from '#domain/view.ts';
import { type Point, type Step, valuesOf } from './steps.ts';

type SeriesId = 'connections' | 'newConnections' | 'bytesIn' | 'bytesOut';

const BITS = 8;
const MEGA = 1e6;

/** Percent of each ceiling that is set, per step: the highest number of connections, the rest on average over the step. */
export function utilization(
  steps: Step[],
  { connectionsMax, connectionsPerSecondMax, bandwidthMbps }: InstanceTrafficView['capacity'],
  stepSeconds: number,
): { id: SeriesId; values: (number | null)[] }[] {
  const series = (id: SeriesId, ceiling: number | null, use: (point: Point) => number) =>
    ceiling === null ? [] : [{ id, values: valuesOf(steps, (point) => (100 * use(point)) / ceiling) }];
  const mbps = (bytes: number) => (bytes * BITS) / MEGA / stepSeconds;
  return [
    ...series('connections', connectionsMax, (point) => point.connectionsMax),
    ...series('newConnections', connectionsPerSecondMax, (point) => point.connectionsNew / stepSeconds),
    ...series('bytesIn', bandwidthMbps, (point) => mbps(point.bytesIn)),
    ...series('bytesOut', bandwidthMbps, (point) => mbps(point.bytesOut)),
  ];
}
