import type { ListenerTimeline, TimelineSpan } from '#domain/timeline.ts';

/** What the rows of a timeline show; each differs by name and, within, by colour and height of its spans. */
export type LaneKind = 'probes' | 'verdict' | 'readiness' | 'serving';

export interface LaneSpan {
  /** ms since 1970. */
  from: number;
  to: number;
  /** A word of the texts: ok, failed, healthy, unhealthy, unknown, active, standby. */
  state: 'ok' | 'failed' | 'healthy' | 'unhealthy' | 'unknown' | 'active' | 'standby';
  reason: string | null;
  /** Of probes. */
  count: number | null;
}

export interface Lane {
  id: string;
  kind: LaneKind;
  nodeId: string;
  /** Of probes and verdicts. */
  serverName: string | null;
  /** In order of time. */
  spans: LaneSpan[];
}

/** The rows of one listener, node by node; a row of which nothing is known is left out, but never the serving one. */
export function lanesOf(listener: ListenerTimeline): Lane[] {
  const nodeIds = [...new Set([...listener.serving, ...listener.verdicts, ...listener.probes].map(({ nodeId }) => nodeId))].sort();
  return nodeIds.flatMap((nodeId) => {
    const isOfNode = (span: TimelineSpan) => span.nodeId === nodeId;
    const lane = (kind: LaneKind, memberId: string, serverName: string | null, spans: LaneSpan[]): Lane => ({
      id: `${nodeId} ${kind} ${memberId}`,
      kind,
      nodeId,
      serverName,
      spans,
    });
    const ofMembers = listener.members.flatMap(({ memberId, role, serverName }) => {
      const probes = listener.probes.filter((span) => isOfNode(span) && span.memberId === memberId).map(probeSpan);
      const verdicts = listener.verdicts.filter((span) => isOfNode(span) && span.memberId === memberId).map(verdictSpan);
      if (role === 'standby') {
        return [lane('readiness', memberId, serverName, probes), lane('verdict', memberId, serverName, verdicts)];
      }
      return [lane('probes', memberId, serverName, probes), lane('verdict', memberId, serverName, verdicts)];
    });
    const serving = lane('serving', '', null, listener.serving.filter(isOfNode).map(servingSpan));
    return [...ofMembers.filter(({ spans }) => spans.length > 0), serving];
  });
}

function times({ from, to }: TimelineSpan) {
  return { from: Date.parse(from), to: Date.parse(to) };
}

function probeSpan(span: ListenerTimeline['probes'][number]): LaneSpan {
  return { ...times(span), state: span.ok ? 'ok' : 'failed', reason: span.reason, count: span.probes };
}

function verdictSpan(span: ListenerTimeline['verdicts'][number]): LaneSpan {
  return { ...times(span), state: span.state, reason: span.reason, count: null };
}

function servingSpan(span: ListenerTimeline['serving'][number]): LaneSpan {
  return { ...times(span), state: span.role, reason: span.reason, count: null };
}

/** Between two probes the one before counts, for as long as the next one may take to come and be told of. */
const PROBE_COUNTS_MS = 60_000;

/** What a lane says of one moment. */
export function spanAt(lane: Lane, at: number): LaneSpan | null {
  const countsMs = lane.kind === 'probes' || lane.kind === 'readiness' ? PROBE_COUNTS_MS : 0;
  const span = lane.spans.findLast(({ from }) => from <= at);
  return span && at <= span.to + countsMs ? span : null;
}

/** Moments at which something changes, each once, in order: where the arrow keys lead. */
export function momentsOf(listener: ListenerTimeline, lanes: Lane[]): number[] {
  const all = [
    ...lanes.flatMap((lane) => lane.spans.map((span) => span.from)),
    ...listener.switches.map(({ at }) => Date.parse(at)),
    ...listener.drills.flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)]),
  ];
  return [...new Set(all)].sort((a, b) => a - b);
}
