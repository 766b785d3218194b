import { isIPv6 } from 'node:net';
import { hashSlots, turnSlots } from '#proxy/balance/slots.ts';
import type { ListenerPlan, ListenerRouting, LoadBalancerLimits, PoolTargets, TargetPlan } from '../../engine.ts';
import { targetsOf } from '../../membership.ts';
import { markText } from '../marks.ts';
import { accessSet, ceilingsChain, keepChain, listenerChain, stickyMap } from './names.ts';
import { type Family, IP, refusalChain } from './table.ts';

/** Of a consistent hash: the same number for ever, since another one would move all clients. */
const HASH_SLOTS = 2048;
const HASH_SEED = 0x6f_73_6c_62;

/** What a listener is in the table, apart from its marks. */
export interface ListenerRules {
  family: Family;
  /** Key of the maps: service address, protocol and port. */
  key: string;
  /** Where its new connections go; of its own, unless it has nothing of its own. */
  chain: string;
  body: readonly string[];
  timeout: { name: string; definition: string };
  /** Active/standby: the mark of who serves; null: a pool, or nobody may receive. */
  serving: string | null;
  access: { set: string; entries: readonly string[] } | null;
  /** Pool: whose turn it is, from the first slot on. */
  slots: { first: number; marks: readonly string[] } | null;
  keep: { chain: string; map: string; rule: string; eligible: readonly string[] } | null;
}

export interface RulesInput {
  plan: ListenerPlan;
  routing: ListenerRouting;
  limits: LoadBalancerLimits | undefined;
  markOf: (memberId: string) => number;
  /** The first of so many slots. */
  slotsFor: (count: number) => number;
}

export function familyOf(plan: ListenerPlan): Family {
  return isIPv6(plan.address) ? 6 : 4;
}

export function keyOf({ address, protocol, port }: ListenerPlan): string {
  return `${address} . ${protocol} . ${port}`;
}

/** Access control, ceilings, timeout, choice: in this order, as userspace has it. */
export function listenerRules(input: RulesInput): ListenerRules {
  const { plan, routing, limits, markOf } = input;
  const family = familyOf(plan);
  const access = plan.accessControl && plan.accessControl.entries.length > 0 ? plan.accessControl : null;
  const set = access && accessSet(access.entries);
  const timeout = timeoutOf(plan, family);
  const { targets } = plan;
  const pool = targets.kind === 'pool' ? poolOf(targets, family, input) : null;
  const own = [
    ...(access
      ? [`${IP[family].header} saddr ${access.mode === 'whitelist' ? '!=' : '=='} @${set} goto ${refusalChain(family, 'acl')}`]
      : []),
  ];
  const ceilings = limits && hasCeilings(limits) ? ceilingsChain(limits, family) : null;
  const isOwn = own.length > 0 || pool !== null;
  return {
    family,
    key: keyOf(plan),
    chain: isOwn ? listenerChain(plan.id) : ['serve', timeout.name, ...(ceilings === null ? [] : [ceilings])].join('-'),
    body: [
      ...own,
      ...(ceilings === null ? [] : [`jump ${ceilings}`]),
      `ct timeout set "${timeout.name}"`,
      ...(pool?.choice ?? [`goto serve${family}`]),
    ],
    timeout,
    serving: targets.kind === 'active-standby' ? servingOf(targets[routing.serving], markOf) : null,
    access: access && set !== null ? { set, entries: access.entries } : null,
    slots: pool?.slots ?? null,
    keep: pool?.keep ?? null,
  };
}

export function hasCeilings(limits: LoadBalancerLimits | undefined): boolean {
  return limits !== undefined && (limits.connectionsMax !== null || limits.connectionsPerSecondMax !== null);
}

/** Of each member, where new connections with its mark go. */
export function destinations(plan: ListenerPlan): Map<string, string> {
  return new Map(targetsOf(plan).map(({ memberId, address, port }) => [memberId, `${address} . ${port}`]));
}

function servingOf(target: TargetPlan, markOf: (memberId: string) => number): string | null {
  return target.weight === 0 ? null : markText(markOf(target.memberId));
}

interface PoolRules {
  choice: string[];
  slots: ListenerRules['slots'];
  keep: ListenerRules['keep'];
}

function poolOf(targets: PoolTargets, family: Family, { plan, routing, markOf, slotsFor }: RulesInput): PoolRules {
  const eligible = targets.members.filter(({ memberId, weight }) => weight > 0 && !routing.unhealthy.includes(memberId));
  if (eligible.length === 0) {
    return { choice: [`goto ${refusalChain(family, 'no_server')}`], slots: null, keep: null };
  }
  const marks = eligible.map(({ memberId }) => markText(markOf(memberId)));
  const { source, order } = scheduleOf(targets, eligible, family);
  const slots = { first: slotsFor(order.length), marks: order.map((index) => marks[index] ?? '') };
  const choose = `ct mark set ${source} offset ${slots.first}`;
  if (targets.persistenceMs === 0) {
    return { choice: [`${choose} goto pool${family}`], slots, keep: null };
  }
  const map = stickyMap(plan.id);
  const client = `${IP[family].header} saddr`;
  const refresh = `update @${map} { ${client} timeout ${Math.ceil(targets.persistenceMs / 1000)}s : ct mark }`;
  return {
    choice: [
      `ct mark set ${client} map @${map}`,
      `ct mark @eligible goto forward_to${family}`,
      // An update renews only the time of an entry, so that of a member which may not receive has to go first.
      `delete @${map} { ${client} : ct mark }`,
      choose,
      'jump pick',
      // A full map refuses the client's entry, and then this rule ends here; the client is served all the same.
      refresh,
      `goto forward_to${family}`,
    ],
    slots,
    // Each packet of a client counts as activity (data-plane 5).
    keep: { chain: keepChain(plan.id), map, rule: refresh, eligible: marks },
  };
}

/** Where a number comes from, and which member has the turn at each. */
function scheduleOf({ scheduler }: PoolTargets, eligible: readonly TargetPlan[], family: Family): { source: string; order: number[] } {
  const { header } = IP[family];
  const hashed = (key: string) => ({
    source: `jhash ${key} mod ${HASH_SLOTS} seed ${HASH_SEED}`,
    order: hashSlots(
      eligible.map(({ memberId, weight }) => ({ key: memberId, weight })),
      HASH_SLOTS,
    ),
  });
  const turns = (weights: number[]) => {
    const order = turnSlots(weights);
    return { source: `numgen inc mod ${order.length}`, order };
  };
  switch (scheduler) {
    case 'sch':
      return hashed(`${header} saddr`);
    case 'tch':
      return hashed(`${header} saddr . th sport . ${header} daddr . th dport`);
    case 'rr':
      return turns(eligible.map(() => 1));
    default:
      return turns(eligible.map(({ weight }) => weight));
  }
}

/** Before conntrack forgets a silent connection. Both IP versions and every time have an object of their own. */
function timeoutOf({ protocol, idleTimeoutMs }: ListenerPlan, family: Family): ListenerRules['timeout'] {
  const seconds = Math.max(1, Math.ceil(idleTimeoutMs / 1000));
  // A side that has ended may wait for the other one as long as both may be silent. What has ended need not be remembered: at
  // thousands of connections a second that would fill the table.
  const silent = ['established', 'fin_wait', 'close_wait'].map((state) => `${state} : ${seconds}`).join(', ');
  const tcp = `${silent}, syn_sent : 30, syn_recv : 30, last_ack : 30, time_wait : 5, close : 5`;
  const policy = protocol === 'tcp' ? tcp : `unreplied : ${seconds}, replied : ${seconds}`;
  return {
    name: `idle-${protocol}${family}-${seconds}`,
    definition: `{ protocol ${protocol}; l3proto ${IP[family].header}; policy = { ${policy} }; }`,
  };
}
