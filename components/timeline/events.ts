import type { DrillSpan, ListenerTimeline, ProbeSpan, SwitchMark, VerdictSpan } from '#domain/timeline.ts';

/** The facts of a timeline as lines of a table. */
export type TimelineEvent = { key: string; at: number; listener: ListenerTimeline } & (
  | { kind: 'switch'; fact: SwitchMark }
  | { kind: 'verdict'; fact: VerdictSpan; serverName: string }
  | { kind: 'probes'; fact: ProbeSpan; serverName: string }
  | { kind: 'drill'; fact: DrillSpan }
);

const ORDER = ['switch', 'verdict', 'probes', 'drill'] as const;

/** The newest first; of one moment the consequence before its cause. A verdict that held before `from` (ms) is no event. */
export function eventsOf(listeners: ListenerTimeline[], from: number): TimelineEvent[] {
  return listeners
    .flatMap((listener) => eventsOfListener(listener))
    .filter((event) => event.kind !== 'verdict' || event.at > from)
    .sort((a, b) => b.at - a.at || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.key.localeCompare(b.key));
}

function eventsOfListener(listener: ListenerTimeline): TimelineEvent[] {
  const nameOf = (memberId: string) => listener.members.find((member) => member.memberId === memberId)?.serverName ?? memberId;
  const key = (...parts: string[]) => [listener.listenerId, ...parts].join(' ');
  return [
    ...listener.switches.map((fact) => ({ key: key(fact.id), at: Date.parse(fact.at), listener, kind: 'switch' as const, fact })),
    ...listener.verdicts.map((fact) => ({
      key: key('verdict', fact.nodeId, fact.memberId, fact.from),
      at: Date.parse(fact.from),
      listener,
      kind: 'verdict' as const,
      fact,
      serverName: nameOf(fact.memberId),
    })),
    ...listener.probes.map((fact) => ({
      key: key('probes', fact.nodeId, fact.memberId, fact.from),
      at: Date.parse(fact.from),
      listener,
      kind: 'probes' as const,
      fact,
      serverName: nameOf(fact.memberId),
    })),
    ...listener.drills.map((fact) => ({ key: key(fact.id), at: Date.parse(fact.from), listener, kind: 'drill' as const, fact })),
  ];
}
