import type { GroupTrafficView } from '#domain/view.ts';

/** Length of a step of the chart, ms. */
export const STEP_MS = 2000;
/** The longest drill, and a little before and after it. */
const WINDOW_MS = 660_000;
/** Nodes report about so often while there is news, and later when they are busy; a longer silence was one without traffic. */
const REPORT_MS = 2000;
const SILENCE_MS = 3 * REPORT_MS;
/** Steps this young may still change: reports of them are on their way. */
const LATE_MS = 2500;

interface Track {
  memberId: string;
  /** Total at a time, ms by the database's clock; rising. */
  points: { at: number; total: number }[];
}

/** What is known of new connections per member, since the first answer. */
export interface LiveTraffic {
  beganAt: number;
  knownAt: number;
  tracks: ReadonlyMap<string, Track>;
}

export interface LiveRates {
  /** Begin of each step. */
  times: number[];
  /** Per second and member; 0 for one that nothing is told of. */
  rates: ReadonlyMap<string, number[]>;
}

/** Adds an answer to what is known; an answer that is not newer adds nothing. */
export function withAnswer(known: LiveTraffic | null, { at: atText, counters }: GroupTrafficView): LiveTraffic {
  const at = Date.parse(atText);
  if (known && at <= known.knownAt) {
    return known;
  }
  const beganAt = known?.beganAt ?? at;
  const tracks = new Map(known?.tracks);
  for (const { nodeId, listenerId, memberId, connectionsTotal, reportedAt } of counters) {
    const key = `${nodeId} ${listenerId} ${memberId}`;
    // A row that appears later begins at 0; one of the first answer where it stands.
    const track = tracks.get(key) ?? { memberId, points: [{ at: beganAt, total: known ? 0 : connectionsTotal }] };
    tracks.set(key, withReport(track, Math.max(Date.parse(reportedAt), beganAt), connectionsTotal, at - WINDOW_MS - LATE_MS - STEP_MS));
  }
  return { beganAt, knownAt: at, tracks };
}

function withReport({ memberId, points }: Track, at: number, total: number, forgetBefore: number): Track {
  const last = points.at(-1);
  if (!last || at <= last.at || total === last.total) {
    return { memberId, points };
  }
  const silence = at - last.at > SILENCE_MS ? [{ at: at - REPORT_MS, total: last.total }] : [];
  const firstKept = points.findLastIndex((point) => point.at < forgetBefore);
  return { memberId, points: [...points.slice(Math.max(0, firstKept)), ...silence, { at, total }] };
}

/** Whole steps of which all is told. */
export function ratesOf({ beganAt, knownAt, tracks }: LiveTraffic, memberIds: string[]): LiveRates {
  const all = Math.max(0, Math.floor((knownAt - LATE_MS - beganAt) / STEP_MS));
  const first = Math.max(0, all - Math.floor(WINDOW_MS / STEP_MS));
  const times = Array.from({ length: all - first }, (_, index) => beganAt + (first + index) * STEP_MS);
  const rates = new Map(
    memberIds.map((memberId) => {
      const own = [...tracks.values()].filter((track) => track.memberId === memberId);
      const newIn = (from: number) => own.reduce((sum, track) => sum + totalAt(track, from + STEP_MS) - totalAt(track, from), 0);
      return [memberId, times.map((from) => (newIn(from) * 1000) / STEP_MS)];
    }),
  );
  return { times, rates };
}

/** Straight between two reports, level before the first and after the last. */
function totalAt({ points }: Track, at: number): number {
  const next = points.findIndex((point) => point.at >= at);
  const after = points[next];
  const before = points[next - 1];
  if (next === -1) {
    return points.at(-1)?.total ?? 0;
  }
  if (!after || !before) {
    return points[0]?.total ?? 0;
  }
  return before.total + ((after.total - before.total) * (at - before.at)) / (after.at - before.at);
}
