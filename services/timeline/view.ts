import type { ListenerTimeline, ProbeSpan, ServingSpan, TimelineMember, VerdictSpan } from '#domain/timeline.ts';
import type { FailoverEvent, ProbeRun, VerdictChange } from '#prisma/client.ts';
import { byKey, must } from '../by-key.ts';
import type { TimelineListener } from './get.ts';
import type { TimelineRows } from './load-rows.ts';
import { type Change, spansOf } from './spans.ts';

/** The time that spans are cut to. */
interface Seen {
  from: Date;
  to: Date;
}

export function toListenerTimelines(listeners: TimelineListener[], rows: TimelineRows, seen: Seen): ListenerTimeline[] {
  const probes = byKey(rows.probes, 'listenerId');
  const verdicts = byKey([...rows.verdictsBefore, ...rows.verdicts], 'listenerId');
  const switches = byKey(rows.switches, 'listenerId');
  const allSwitches = byKey([...rows.switchesBefore, ...rows.switches], 'listenerId');
  const drills = byKey(rows.drills, 'groupId');
  return listeners.map((listener) => {
    const group = must(listener.activeStandbyGroup ?? undefined, listener.activeStandbyGroupId);
    const changes = verdicts.get(listener.id) ?? [];
    const runs = probes.get(listener.id) ?? [];
    return {
      listenerId: listener.id,
      protocol: listener.protocol,
      port: listener.port,
      name: listener.name,
      groupId: group.id,
      groupName: group.name,
      standbyReadinessCheck: listener.standbyReadinessCheck,
      members: membersOf(group.members, changes, runs),
      probes: runs.filter((run) => run.lastAt >= seen.from).map((run) => toProbeSpan(run, seen)),
      verdicts: verdictSpans(listener, changes, seen),
      serving: servingSpans(listener, allSwitches.get(listener.id) ?? [], seen),
      switches: (switches.get(listener.id) ?? []).map(toMark),
      drills: (drills.get(group.id) ?? []).map(({ id, startedAt, endsAt, stoppedAt, reason, startedBy }) => ({
        id,
        from: startedAt.toISOString(),
        to: (stoppedAt ?? endsAt).toISOString(),
        reason,
        by: startedBy,
      })),
    };
  });
}

type Members = NonNullable<TimelineListener['activeStandbyGroup']>['members'];

/** Of a member that has left only a change of its verdict tells the name. */
function membersOf(members: Members, changes: VerdictChange[], runs: ProbeRun[]): TimelineMember[] {
  const all = new Map<string, TimelineMember>(members.map(({ id, role, server }) => [id, { memberId: id, role, serverName: server.name }]));
  for (const { memberId, serverName } of changes) {
    if (!all.has(memberId)) {
      all.set(memberId, { memberId, role: null, serverName });
    }
  }
  for (const { memberId } of runs) {
    if (!all.has(memberId)) {
      all.set(memberId, { memberId, role: null, serverName: memberId });
    }
  }
  return [...all.values()];
}

function toProbeSpan({ nodeId, memberId, firstAt, lastAt, ok, reason, probes }: ProbeRun, { from, to }: Seen): ProbeSpan {
  const begin = firstAt < from ? from : firstAt;
  const end = lastAt > to ? to : lastAt;
  return { nodeId, memberId, from: begin.toISOString(), to: end.toISOString(), ok, reason, probes };
}

interface VerdictFact {
  state: VerdictSpan['state'];
  reason: string | null;
}

/** Per node and member. What holds now is true even if the report of the change to it was lost, or came before all of this. */
function verdictSpans({ verdicts }: TimelineListener, changes: VerdictChange[], seen: Seen): VerdictSpan[] {
  const key = (row: { nodeId: string; memberId: string }) => `${row.nodeId} ${row.memberId}`;
  const series = new Map<string, { nodeId: string; memberId: string; changes: Change<VerdictFact>[] }>();
  for (const { nodeId, memberId, fromState, toState, reason, at } of changes) {
    const one = series.get(key({ nodeId, memberId })) ?? { nodeId, memberId, changes: [] };
    one.changes.push({ at, before: { state: fromState, reason: null }, after: { state: toState, reason } });
    series.set(key(one), one);
  }
  for (const { nodeId, memberId, state, reason, since } of verdicts) {
    const one = series.get(key({ nodeId, memberId })) ?? { nodeId, memberId, changes: [] };
    const last = one.changes.at(-1);
    if (!last || (last.after.state !== state && since > last.at)) {
      one.changes.push({ at: since, before: null, after: { state, reason } });
      series.set(key(one), one);
    }
  }
  return [...series.values()].flatMap(({ nodeId, memberId, changes: all }) =>
    spansOf(all, seen).map(({ from, to, state }) => ({ nodeId, memberId, from: from.toISOString(), to: to.toISOString(), ...state })),
  );
}

interface ServingFact {
  role: ServingSpan['role'];
  reason: string | null;
}

function servingSpans({ statuses, createdAt }: TimelineListener, events: FailoverEvent[], seen: Seen): ServingSpan[] {
  // Before it was there, nobody served.
  const range = { from: createdAt > seen.from ? createdAt : seen.from, to: seen.to };
  const series = new Map<string, Change<ServingFact>[]>();
  for (const { nodeId, fromRole, toRole, reason, at } of events) {
    const changes = series.get(nodeId) ?? [];
    changes.push({ at, before: { role: fromRole, reason: null }, after: { role: toRole, reason } });
    series.set(nodeId, changes);
  }
  for (const { nodeId, serving, servingSince, servingReason, state } of statuses) {
    if (state !== 'in_force' || serving === null || servingSince === null) {
      continue;
    }
    const changes = series.get(nodeId) ?? [];
    const last = changes.at(-1);
    if (!last || (last.after.role !== serving && servingSince > last.at)) {
      series.set(nodeId, [...changes, { at: servingSince, before: null, after: { role: serving, reason: servingReason } }]);
    }
  }
  return [...series].flatMap(([nodeId, changes]) =>
    spansOf(changes, range).map(({ from, to, state }) => ({ nodeId, from: from.toISOString(), to: to.toISOString(), ...state })),
  );
}

function toMark({ id, nodeId, at, fromRole, toRole, fromServer, toServer, reason }: FailoverEvent) {
  return { id, nodeId, at: at.toISOString(), from: fromRole, to: toRole, fromServer, toServer, reason };
}
