import type { ListenerPlan } from '#proxy/engine/engine.ts';
import { activeStandby, listenerPlan, type Place, pool, targetPlan } from '#test/plan.ts';
import { freePort } from '#test/servers.ts';
import { type ModelListener, pairMemberId, poolMemberId } from './engine-model.ts';
import type { Dice } from './seed.ts';

/** Random listeners for a single engine, what may happen to them, and their plans. */

/** An address for each listener, so that none can take the port of another one. */
export const LISTENERS = { 'lsn-1': '127.95.0.1', 'lsn-2': '127.95.0.2', 'lsn-3': '127.95.0.3', 'lsn-4': '127.95.0.4' } as const;
export type ListenerId = keyof typeof LISTENERS;
export const LISTENER_IDS = Object.keys(LISTENERS) as ListenerId[];

export const SOURCES = ['127.95.1.1', '127.95.1.2', '127.95.1.3'];
export const SERVERS = ['s1', 's2', 's3', 's4'];
export const LOAD_BALANCERS = ['lb-1', 'lb-2'];
export const HOUR_MS = 3_600_000;

const EDITS = ['members', 'weight', 'group', 'kind', 'options', 'control', 'protocol', 'port'] as const;

export async function newListener(dice: Dice, id: ListenerId): Promise<ModelListener> {
  return {
    id,
    address: LISTENERS[id],
    loadBalancerId: dice.pick(LOAD_BALANCERS),
    protocol: dice.pick(['tcp', 'udp'] as const),
    port: await freePort(LISTENERS[id]),
    kind: dice.pick(['pool', 'pool', 'active-standby'] as const),
    groupId: 'g1',
    members: membersOf(dice),
    ...pairOf(dice),
    unhealthy: [],
    serving: 'active',
    accessControl: accessControlOf(dice),
    ...optionsOf(dice),
  };
}

export function giveVerdict(dice: Dice, listener: ModelListener): void {
  listener.unhealthy = SERVERS.filter(() => dice.chance(0.3)).map((server) => poolMemberId(listener, server));
  listener.serving = dice.pick(['active', 'standby'] as const);
}

export async function edit(dice: Dice, listener: ModelListener): Promise<void> {
  switch (dice.pick(EDITS)) {
    case 'members':
      Object.assign(listener, { members: membersOf(dice), ...pairOf(dice) });
      break;
    case 'weight':
      dice.pick([...listener.members, { server: '', weight: 0 }]).weight = dice.pick([0, 1, 100]);
      break;
    case 'group':
      listener.groupId = listener.groupId === 'g1' ? 'g2' : 'g1';
      // Members of another group have verdicts of their own, known or not.
      giveVerdict(dice, listener);
      break;
    case 'kind':
      listener.kind = listener.kind === 'pool' ? 'active-standby' : 'pool';
      break;
    case 'options':
      Object.assign(listener, optionsOf(dice));
      break;
    case 'control':
      listener.accessControl = accessControlOf(dice);
      break;
    case 'protocol':
      listener.protocol = listener.protocol === 'tcp' ? 'udp' : 'tcp';
      break;
    case 'port':
      listener.port = await freePort(listener.address);
      break;
  }
}

function membersOf(dice: Dice): ModelListener['members'] {
  return SERVERS.filter(() => dice.chance(0.6)).map((server) => ({ server, weight: dice.pick([0, 1, 50, 100, 100]) }));
}

function pairOf(dice: Dice): Pick<ModelListener, 'active' | 'standby'> {
  const active = dice.pick(SERVERS);
  return { active, standby: dice.pick(SERVERS.filter((server) => server !== active)) };
}

function optionsOf(dice: Dice): Pick<ModelListener, 'scheduler' | 'hasPersistence' | 'resetsOnFailover' | 'drains'> {
  return {
    scheduler: dice.pick(['wrr', 'rr', 'wlc', 'sch', 'tch'] as const),
    hasPersistence: dice.chance(0.5),
    resetsOnFailover: dice.chance(0.5),
    drains: dice.chance(0.3),
  };
}

function accessControlOf(dice: Dice): ModelListener['accessControl'] {
  const entries = SOURCES.filter(() => dice.chance(0.4)).map((source) => `${source}/32`);
  const mode = dice.pick(['whitelist', 'blacklist'] as const);
  return dice.chance(0.5) ? null : { mode, entries };
}

/** `placeOf`: where a server takes this protocol. */
export async function planOf(listener: ModelListener, placeOf: (server: string) => Place): Promise<ListenerPlan> {
  const { id, address, loadBalancerId, protocol, port, accessControl, drains } = listener;
  return listenerPlan(address, targetsOf(listener, placeOf), {
    id,
    loadBalancerId,
    protocol,
    port,
    accessControl,
    drainingMs: drains ? 1 : null,
  });
}

function targetsOf(listener: ModelListener, placeOf: (server: string) => Place): ListenerPlan['targets'] {
  const { groupId, scheduler, hasPersistence, active, standby, resetsOnFailover } = listener;
  if (listener.kind === 'pool') {
    const members = listener.members.map(({ server, weight }) => targetPlan(poolMemberId(listener, server), placeOf(server), weight));
    return pool(members, { groupId, scheduler, persistenceMs: hasPersistence ? HOUR_MS : 0 });
  }
  return {
    ...activeStandby({ active: placeOf(active), standby: placeOf(standby) }),
    active: targetPlan(pairMemberId(active), placeOf(active)),
    standby: targetPlan(pairMemberId(standby), placeOf(standby)),
    onFailover: { mode: resetsOnFailover ? 'reset' : 'keep', drainMs: 0 },
  };
}
