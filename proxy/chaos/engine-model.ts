import type { Scheduler } from '#domain/scheduling.ts';
import type { AccessControlPlan, ListenerRouting } from '#proxy/engine/engine.ts';

/** What a listener's plan and routing say about its traffic, in few words and apart from how the engine does it. */

export interface ModelListener {
  id: string;
  address: string;
  loadBalancerId: string;
  protocol: 'tcp' | 'udp';
  port: number;
  kind: 'pool' | 'active-standby';
  /** Pool: which of two groups; each has members of its own on the same servers. */
  groupId: string;
  members: { server: string; weight: number }[];
  scheduler: Scheduler;
  hasPersistence: boolean;
  unhealthy: string[];
  /** Servers of the pair. */
  active: string;
  standby: string;
  serving: ListenerRouting['serving'];
  resetsOnFailover: boolean;
  /** Draining time is one millisecond, so over before anybody looks. */
  drains: boolean;
  accessControl: AccessControlPlan | null;
}

/** Behind its last hyphen stands the server. */
export function poolMemberId({ groupId }: ModelListener, server: string): string {
  return `${groupId}-${server}`;
}

export function pairMemberId(server: string): string {
  return `pair-${server}`;
}

/** Ids of those that new traffic may go to. */
export function eligible(listener: ModelListener): string[] {
  if (listener.kind === 'active-standby') {
    return [pairMemberId(listener[listener.serving])];
  }
  return listener.members
    .filter((member) => member.weight > 0)
    .map((member) => poolMemberId(listener, member.server))
    .filter((id) => !listener.unhealthy.includes(id));
}

/** An empty list switches the control off in either mode (data-plane 10.2). */
export function mayEnter({ accessControl }: ModelListener, source: string): boolean {
  if (accessControl === null || accessControl.entries.length === 0) {
    return true;
  }
  return accessControl.entries.includes(`${source}/32`) === (accessControl.mode === 'whitelist');
}

export interface Losses {
  /** The port was closed, and with it all there was. */
  all: boolean;
  /** Taken out of the group. */
  removed: string[];
  /** Of a pool, declared unhealthy. */
  failed: string[];
  /** Of a pair: gave the traffic to the other one, by a verdict and not by an edit. */
  moved: string[];
}

/** Who loses what by a change; null: the listener is gone. */
export function lossesOf(before: ModelListener, after: ModelListener | null): Losses {
  const none: Losses = { all: false, removed: [], failed: [], moved: [] };
  if (after === null || after.port !== before.port || after.protocol !== before.protocol) {
    return { ...none, all: true };
  }
  if (before.kind === 'active-standby' && after.kind === 'active-standby') {
    const lost = before[before.serving];
    const hasMoved = before.serving !== after.serving && after[before.serving] === lost;
    return {
      ...none,
      removed: presentIds(before).filter((id) => !presentIds(after).includes(id)),
      moved: hasMoved ? [pairMemberId(lost)] : [],
    };
  }
  if (before.kind !== after.kind || before.groupId !== after.groupId) {
    return none;
  }
  const present = presentIds(after);
  return {
    ...none,
    removed: presentIds(before).filter((id) => !present.includes(id)),
    failed: present.filter((id) => after.unhealthy.includes(id) && presentIds(before).includes(id) && !before.unhealthy.includes(id)),
  };
}

function presentIds(listener: ModelListener): string[] {
  if (listener.kind === 'active-standby') {
    return [listener.active, listener.standby].map(pairMemberId);
  }
  return listener.members.map((member) => poolMemberId(listener, member.server));
}

/** Connections: draining off, those of a failed member stay and those of a removed one go (data-plane 9). */
export function isConnectionCut(memberId: string, losses: Losses, after: ModelListener | null): boolean {
  if (losses.all || after === null) {
    return true;
  }
  const isRemoved = losses.removed.includes(memberId) && (after.drains || after.kind === 'pool');
  const isFailed = losses.failed.includes(memberId) && after.drains;
  return isRemoved || isFailed || (losses.moved.includes(memberId) && after.resetsOnFailover);
}

/** Flows: they leave a member of a pool that failed or was removed, until it may receive again; `mustLeave` is that so far. */
export function mustFlowLeave(mustLeave: boolean, memberId: string, losses: Losses, after: ModelListener): boolean {
  const mayReceive = presentIds(after).includes(memberId) && (after.kind === 'active-standby' || !after.unhealthy.includes(memberId));
  return !mayReceive && (mustLeave || losses.removed.includes(memberId) || losses.failed.includes(memberId));
}

/** Rule 14 and decision 3: a flow leaves an active that has failed, and stays on the standby at failback. */
export function mayKeepFlow(listener: ModelListener, memberId: string, mustLeave: boolean): boolean {
  if (listener.kind === 'pool') {
    return !mustLeave;
  }
  return listener.serving === 'active' || memberId !== pairMemberId(listener.active);
}
