import type { DropReason } from '#domain/drop-reason.ts';
import type { ListenerCounters, MemberCounters, TrafficCounters } from '../engine.ts';

const TRAFFIC: readonly (keyof TrafficCounters)[] = [
  'connectionsCurrent',
  'connectionsTotal',
  'connectErrorsTotal',
  'bytesInTotal',
  'bytesOutTotal',
  'packetsInTotal',
  'packetsOutTotal',
];

export function emptyListener(listenerId: string): ListenerCounters {
  return { listenerId, ...emptyTraffic(), drops: {}, members: [] };
}

/** What has been added between two readings, members without anything new left out; null: nothing at all. */
export function difference(now: ListenerCounters, before: ListenerCounters | undefined): ListenerCounters | null {
  const members = now.members.flatMap((member, index) => {
    const atSamePlace = before?.members[index];
    const known = atSamePlace?.memberId === member.memberId ? atSamePlace : before?.members.find((one) => one.memberId === member.memberId);
    return memberDifference(member, known) ?? [];
  });
  const drops = dropDifference(now.drops, before?.drops ?? {});
  const traffic = trafficDifference(now, before);
  const isSame = members.length === 0 && Object.keys(drops).length === 0 && isZero(traffic);
  return isSame ? null : { listenerId: now.listenerId, ...traffic, drops, members };
}

/** Adds in place. */
export function add(total: ListenerCounters, difference: ListenerCounters): void {
  addTraffic(total, difference);
  for (const [reason, count] of Object.entries(difference.drops) as [DropReason, number][]) {
    total.drops[reason] = (total.drops[reason] ?? 0) + count;
  }
  for (const member of difference.members) {
    const known = memberOf(total, member.memberId);
    addTraffic(known, member);
    known.connectMsTotal += member.connectMsTotal;
    for (const [bucket, count] of member.connectTimes.entries()) {
      known.connectTimes[bucket] = (known.connectTimes[bucket] ?? 0) + count;
    }
  }
}

export function copyOf(counters: ListenerCounters): ListenerCounters {
  return {
    ...counters,
    drops: { ...counters.drops },
    members: counters.members.map((member) => ({ ...member, connectTimes: [...member.connectTimes] })),
  };
}

function memberOf(total: ListenerCounters, memberId: string): MemberCounters {
  let member = total.members.find((one) => one.memberId === memberId);
  if (!member) {
    member = { memberId, ...emptyTraffic(), connectTimes: [], connectMsTotal: 0 };
    total.members.push(member);
  }
  return member;
}

function memberDifference(now: MemberCounters, before: MemberCounters | undefined): MemberCounters | null {
  const traffic = trafficDifference(now, before);
  const connectMsTotal = now.connectMsTotal - (before?.connectMsTotal ?? 0);
  const connectTimes = now.connectTimes.map((count, bucket) => count - (before?.connectTimes[bucket] ?? 0));
  const isSame = isZero(traffic) && connectMsTotal === 0 && connectTimes.every((count) => count === 0);
  return isSame ? null : { memberId: now.memberId, ...traffic, connectTimes, connectMsTotal };
}

function dropDifference(now: ListenerCounters['drops'], before: ListenerCounters['drops']): ListenerCounters['drops'] {
  const changed = (Object.entries(now) as [DropReason, number][])
    .map(([reason, count]) => [reason, count - (before[reason] ?? 0)] as const)
    .filter(([, count]) => count !== 0);
  return Object.fromEntries(changed);
}

export function emptyTraffic(): TrafficCounters {
  return {
    connectionsCurrent: 0,
    connectionsTotal: 0,
    connectErrorsTotal: 0,
    bytesInTotal: 0,
    bytesOutTotal: 0,
    packetsInTotal: 0,
    packetsOutTotal: 0,
  };
}

function trafficDifference(now: TrafficCounters, before: TrafficCounters | undefined): TrafficCounters {
  const traffic = emptyTraffic();
  for (const key of TRAFFIC) {
    traffic[key] = now[key] - (before?.[key] ?? 0);
  }
  return traffic;
}

function addTraffic(total: TrafficCounters, difference: TrafficCounters): void {
  for (const key of TRAFFIC) {
    total[key] += difference[key];
  }
}

function isZero(traffic: TrafficCounters): boolean {
  return TRAFFIC.every((key) => traffic[key] === 0);
}
