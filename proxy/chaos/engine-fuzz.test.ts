import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ListenerPlan, ListenerRouting, LoadBalancerLimits, TargetPlan } from '#proxy/engine/engine.ts';
import { UserspaceEngine } from '#proxy/engine/userspace/userspace-engine.ts';
import { activeStandby, listenerPlan, noLimits, pool, targetPlan } from '#test/plan.ts';
import { freePort, startTcpServer, startUdpServer, type ToyServer } from '#test/servers.ts';
import {
  eligible,
  isConnectionCut,
  lossesOf,
  type ModelListener,
  mayEnter,
  mayKeepFlow,
  mustFlowLeave,
  pairMemberId,
  poolMemberId,
} from './engine-model.ts';
import { Dice, FUZZ_SECONDS, FUZZ_SHARES, newSeed } from './seed.ts';
import { say } from './stage.ts';
import { waitFor as waitForCondition } from './wait.ts';

const SECONDS = FUZZ_SECONDS * FUZZ_SHARES.plans;
const SERVICE = '127.95.0.1';
const SOURCES = ['127.95.1.1', '127.95.1.2', '127.95.1.3'];
const SERVERS = ['s1', 's2', 's3', 's4'];
const LOAD_BALANCERS = ['lb-1', 'lb-2'];
const LISTENERS = ['lsn-1', 'lsn-2', 'lsn-3', 'lsn-4'];
const HELD_MAX = 6;
const HOUR_MS = 3_600_000;

/** What is in this process happens in a moment. */
const waitFor = (condition: () => boolean, what: string) => waitForCondition(condition, { what, intervalMs: 1 });

interface Connection {
  socket: Socket;
  memberId: string;
  isClosed: boolean;
}

interface Flow {
  socket: DatagramSocket;
  source: string;
  answers: string[];
  /** Null: the engine has none for it. */
  memberId: string | null;
  mustLeave: boolean;
}

test('random plans and verdicts: every connection and flow, old and new, is where the model says', {
  timeout: SECONDS * 1000 + 120_000,
}, async () => {
  const seed = newSeed('Random plans');
  const run = new Run(new Dice(seed));
  await run.prepare();
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    await run.step(`seed ${seed}, step ${run.steps}`);
  }
  say(`${run.steps} plans, ${run.asked} connections and datagrams, each as the model says`);
  expect(run.steps).toBeGreaterThan(0);
});

class Run {
  readonly #dice: Dice;
  readonly #engine = new UserspaceEngine({ limits: { udpFlowIdleMs: HOUR_MS } });
  readonly #servers = { tcp: new Map<string, ToyServer>(), udp: new Map<string, ToyServer>() };
  readonly #listeners = new Map<string, ModelListener>();
  readonly #limits = new Map<string, LoadBalancerLimits>(LOAD_BALANCERS.map((id) => [id, noLimits()]));
  readonly #connections = new Map<string, Connection[]>(LISTENERS.map((id) => [id, []]));
  readonly #flows = new Map<string, Flow[]>(LISTENERS.map((id) => [id, []]));
  /** By listener and source address. */
  readonly #persistent = new Map<string, string>();
  steps = 0;
  asked = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  async prepare(): Promise<void> {
    onTestFinished(() => this.#engine.close(0));
    for (const name of SERVERS) {
      const [tcp, udp] = await Promise.all([startTcpServer({ name }), startUdpServer({ name })]);
      this.#servers.tcp.set(name, tcp);
      this.#servers.udp.set(name, udp);
      onTestFinished(() => tcp.stop());
      onTestFinished(() => udp.stop());
    }
  }

  async step(what: string): Promise<void> {
    this.steps += 1;
    const before = structuredClone(this.#listeners);
    const changed = new Set<string>();
    let isRouting = true;
    for (let count = 1 + this.#dice.below(2); count > 0; count -= 1) {
      const id = this.#dice.pick(LISTENERS);
      changed.add(id);
      isRouting = (await this.#change(id)) && isRouting;
    }
    await this.#tell(changed, isRouting, what);
    for (const id of changed) {
      const old = before.get(id);
      if (old) {
        this.#settle(old, this.#listeners.get(id) ?? null);
      }
    }
    await this.#checkOpen(what);
    for (const listener of this.#listeners.values()) {
      await (listener.protocol === 'tcp' ? this.#connect(listener, what) : this.#send(listener, what));
    }
    await this.#checkOpen(what);
  }

  /** True: a verdict, and no more than that. */
  async #change(id: string): Promise<boolean> {
    const listener = this.#listeners.get(id);
    if (!listener) {
      this.#listeners.set(id, await this.#newListener(id));
      return false;
    }
    const kind = this.#dice.pick([
      'health',
      'health',
      'health',
      'members',
      'weight',
      'group',
      'kind',
      'options',
      'control',
      'limit',
      'port',
    ] as const);
    switch (kind) {
      case 'health':
        listener.unhealthy = SERVERS.filter(() => this.#dice.chance(0.3)).map((server) => poolMemberId(listener, server));
        listener.serving = this.#dice.pick(['active', 'standby'] as const);
        return true;
      case 'members':
        listener.members = this.#members();
        [listener.active, listener.standby] = this.#pair();
        return false;
      case 'weight':
        this.#dice.pick([...listener.members, { server: '', weight: 0 }]).weight = this.#dice.pick([0, 1, 100]);
        return false;
      case 'group':
        listener.groupId = listener.groupId === 'g1' ? 'g2' : 'g1';
        return false;
      case 'kind':
        listener.kind = listener.kind === 'pool' ? 'active-standby' : 'pool';
        return false;
      case 'options':
        Object.assign(listener, this.#options());
        return false;
      case 'control':
        listener.accessControl = this.#accessControl();
        return false;
      case 'limit':
        this.#limits.set(listener.loadBalancerId, noLimits({ connectionsMax: this.#dice.pick([null, null, 1, 2, 4, 8]) }));
        return false;
      case 'port':
        await this.#movePort(listener);
        return false;
    }
  }

  async #newListener(id: string): Promise<ModelListener> {
    const [active, standby] = this.#pair();
    return {
      id,
      loadBalancerId: this.#dice.pick(LOAD_BALANCERS),
      protocol: this.#dice.pick(['tcp', 'udp'] as const),
      port: await freePort(SERVICE),
      kind: this.#dice.pick(['pool', 'pool', 'active-standby'] as const),
      groupId: 'g1',
      members: this.#members(),
      unhealthy: [],
      active,
      standby,
      serving: 'active',
      accessControl: this.#accessControl(),
      ...this.#options(),
    };
  }

  #members(): ModelListener['members'] {
    return SERVERS.filter(() => this.#dice.chance(0.6)).map((server) => ({ server, weight: this.#dice.pick([0, 1, 50, 100, 100]) }));
  }

  #pair(): [string, string] {
    const first = this.#dice.below(SERVERS.length);
    return [SERVERS[first] ?? '', SERVERS[(first + 1 + this.#dice.below(SERVERS.length - 1)) % SERVERS.length] ?? ''];
  }

  #options(): Pick<ModelListener, 'scheduler' | 'hasPersistence' | 'resetsOnFailover' | 'drains'> {
    return {
      scheduler: this.#dice.pick(['wrr', 'rr', 'wlc', 'sch', 'tch'] as const),
      hasPersistence: this.#dice.chance(0.5),
      resetsOnFailover: this.#dice.chance(0.5),
      drains: this.#dice.chance(0.3),
    };
  }

  #accessControl(): ModelListener['accessControl'] {
    if (this.#dice.chance(0.5)) {
      return null;
    }
    const entries = SOURCES.filter(() => this.#dice.chance(0.4)).map((source) => `${source}/32`);
    return { mode: this.#dice.pick(['whitelist', 'blacklist'] as const), entries };
  }

  async #movePort(listener: ModelListener): Promise<void> {
    if (this.#dice.chance(0.3)) {
      this.#listeners.delete(listener.id);
    } else if (this.#dice.chance(0.5)) {
      listener.protocol = listener.protocol === 'tcp' ? 'udp' : 'tcp';
    } else {
      listener.port = await freePort(SERVICE);
    }
  }

  /** A verdict comes by `route`, or with a plan. */
  async #tell(changed: ReadonlySet<string>, isRouting: boolean, what: string): Promise<void> {
    const states = new Map<string, { plan: ListenerPlan; routing: ListenerRouting }>();
    for (const listener of this.#listeners.values()) {
      if (changed.has(listener.id)) {
        const routing = { serving: listener.serving, unhealthy: [...listener.unhealthy] };
        states.set(listener.id, { plan: await this.#planOf(listener), routing });
      }
    }
    if (isRouting && this.#dice.chance(0.7)) {
      this.#engine.route(new Map(Array.from(states, ([id, { routing }]) => [id, routing])));
      return;
    }
    const remove = new Set([...changed].filter((id) => !states.has(id)));
    const results = await this.#engine.apply({ set: states, remove, limits: this.#limits });
    expect({ what, errors: results.filter(({ error }) => error) }).toEqual({ what, errors: [] });
  }

  async #planOf(listener: ModelListener): Promise<ListenerPlan> {
    const { id, loadBalancerId, protocol, port, accessControl, scheduler, groupId, hasPersistence } = listener;
    const target = (memberId: string, server: string, weight = 100): TargetPlan =>
      targetPlan(memberId, this.#servers[protocol].get(server) ?? { address: '', port: 0 }, weight);
    const place = { address: '', port: 0 };
    const targets =
      listener.kind === 'pool'
        ? pool(
            listener.members.map(({ server, weight }) => target(poolMemberId(listener, server), server, weight)),
            { groupId, scheduler, persistenceMs: hasPersistence ? HOUR_MS : 0 },
          )
        : activeStandby(
            { active: place, standby: place },
            {
              active: target(pairMemberId(listener.active), listener.active),
              standby: target(pairMemberId(listener.standby), listener.standby),
              onFailover: { mode: listener.resetsOnFailover ? 'reset' : 'keep', drainMs: 0 },
            },
          );
    return listenerPlan(SERVICE, targets, { id, loadBalancerId, protocol, port, accessControl, drainingMs: listener.drains ? 1 : null });
  }

  /** In the model: what the change does to what is open. */
  #settle(before: ModelListener, after: ModelListener | null): void {
    const losses = lossesOf(before, after);
    const connections = this.#connections.get(before.id) ?? [];
    for (const connection of connections) {
      connection.isClosed ||= isConnectionCut(connection.memberId, losses, after);
    }
    for (const flow of this.#flows.get(before.id) ?? []) {
      if (flow.memberId !== null && after !== null && !losses.all) {
        flow.mustLeave = mustFlowLeave(flow.mustLeave, flow.memberId, losses, after);
      }
      if (losses.all || (flow.memberId !== null && losses.moved.includes(flow.memberId) && after?.resetsOnFailover)) {
        flow.memberId = null;
      }
    }
    if (losses.all) {
      this.#forgetFlows(before.id);
    }
    if (losses.all || after?.kind !== 'pool' || !after.hasPersistence) {
      for (const source of SOURCES) {
        this.#persistent.delete(`${before.id} ${source}`);
      }
    }
  }

  #forgetFlows(id: string): void {
    for (const flow of this.#flows.get(id) ?? []) {
      flow.socket.close();
    }
    this.#flows.set(id, []);
  }

  /** What shall be open is and answers, what shall be cut is, and the engine counts it so. */
  async #checkOpen(what: string): Promise<void> {
    for (const [id, connections] of this.#connections) {
      const cut = connections.filter((connection) => connection.isClosed);
      await waitFor(() => cut.every(({ socket }) => socket.closed), `${what}: connections of ${id} to be cut`);
      const open = connections.filter((connection) => !connection.isClosed);
      this.#connections.set(id, open);
      await Promise.all(open.map(({ socket }) => echo(socket, `${what}: a connection of ${id}`)));
      const count = open.length + this.#flowsOf(id).length;
      await waitFor(
        () => this.#counters(id).connectionsCurrent === count,
        `${what}: ${count} open of ${id}, not ${this.#counters(id).connectionsCurrent}`,
      );
    }
  }

  async #connect(listener: ModelListener, what: string): Promise<void> {
    this.asked += 1;
    const source = this.#dice.pick(SOURCES);
    const open = this.#connections.get(listener.id) ?? [];
    const wanted = this.#expected(listener, source);
    const socket = connect({ host: SERVICE, port: listener.port, localAddress: source });
    const answer = await firstWords(socket);
    const memberId = await this.#judge(listener, wanted, answer, what);
    if (memberId === null) {
      return;
    }
    this.#remember(listener, source, memberId);
    if (open.length < HELD_MAX && this.#dice.chance(0.5)) {
      open.push({ socket, memberId, isClosed: false });
    } else {
      socket.resetAndDestroy();
      await waitFor(() => this.#counters(listener.id).connectionsCurrent === open.length, `${what}: the end of a connection`);
    }
  }

  async #send(listener: ModelListener, what: string): Promise<void> {
    this.asked += 1;
    const flows = this.#flows.get(listener.id) ?? [];
    const isNew = flows.length === 0 || (flows.length < HELD_MAX && this.#dice.chance(0.5));
    const flow = isNew ? await newFlow(this.#dice.pick(SOURCES)) : this.#dice.pick(flows);
    if (isNew) {
      flows.push(flow);
      onTestFinished(() => closeQuietly(flow.socket));
    }
    if (flow.memberId !== null && !mayKeepFlow(listener, flow.memberId, flow.mustLeave)) {
      flow.memberId = null;
    }
    const begins = flow.memberId === null;
    const wanted = flow.memberId === null ? this.#expected(listener, flow.source) : [flow.memberId];
    const drops = this.#dropsOf(listener.id);
    const text = `datagram ${this.asked}`;
    const answerTo = () => flow.answers.find((answer) => answer.endsWith(`:${text}`));
    flow.socket.send(text, listener.port, SERVICE);
    await waitFor(
      () => answerTo() !== undefined || this.#dropsOf(listener.id) > drops,
      `${what}: something to become of a datagram to ${listener.id}, expected ${wanted}`,
    );
    flow.memberId = await this.#judge(listener, wanted, answerTo()?.split(':')[0] ?? null, what);
    flow.mustLeave &&= !begins;
  }

  /** Members that may answer a new client; a word is the reason of a refusal. */
  #expected(listener: ModelListener, source: string): string[] {
    const { connectionsMax } = this.#limits.get(listener.loadBalancerId) ?? noLimits();
    const members = eligible(listener);
    if (!mayEnter(listener, source)) {
      return ['access-control'];
    }
    if (connectionsMax !== null && this.#openAt(listener.loadBalancerId) >= connectionsMax) {
      return ['connection-limit'];
    }
    const known = this.#persistent.get(`${listener.id} ${source}`) ?? '';
    if (members.length === 0) {
      return ['no-server'];
    }
    return members.includes(known) ? [known] : members;
  }

  /** The member that has answered; null: it was refused as it had to be. */
  async #judge(listener: ModelListener, wanted: readonly string[], server: string | null, what: string): Promise<string | null> {
    const seen = server === null ? 'nobody' : server;
    const allowed = wanted.map((id) => (SERVERS.includes(serverOf(id)) ? serverOf(id) : 'nobody'));
    expect(allowed, `${what}: ${seen} answers at ${JSON.stringify(listener)}, wanted: ${wanted}`).toContain(seen);
    if (server === null) {
      const [reason = ''] = wanted;
      const { drops } = this.#counters(listener.id);
      expect(Object.keys(drops), `${what}: a drop by ${reason}`).toContain(reason);
      return null;
    }
    return wanted.find((id) => serverOf(id) === server) ?? null;
  }

  #remember(listener: ModelListener, source: string, memberId: string): void {
    if (listener.kind === 'pool' && listener.hasPersistence) {
      this.#persistent.set(`${listener.id} ${source}`, memberId);
    }
  }

  #flowsOf(id: string): Flow[] {
    return (this.#flows.get(id) ?? []).filter((flow) => flow.memberId !== null);
  }

  #openAt(loadBalancerId: string): number {
    const ids = [...this.#listeners.values()].filter((one) => one.loadBalancerId === loadBalancerId).map((one) => one.id);
    return ids.reduce((sum, id) => sum + (this.#connections.get(id)?.length ?? 0) + this.#flowsOf(id).length, 0);
  }

  #counters(id: string) {
    return this.#engine.counters().find((one) => one.listenerId === id) ?? { connectionsCurrent: 0, drops: {} };
  }

  #dropsOf(id: string): number {
    return Object.values(this.#counters(id).drops).reduce((sum, count) => sum + count, 0);
  }
}

function serverOf(memberId: string): string {
  return memberId.slice(memberId.lastIndexOf('-') + 1);
}

/** The name of the server that greets; null: cut before. */
async function firstWords(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    socket.once('data', (greeting) => resolve(String(greeting).trim()));
    socket.on('error', () => {});
    socket.once('close', () => resolve(null));
  });
}

async function echo(socket: Socket, what: string): Promise<void> {
  let text = '';
  const listen = (chunk: Buffer) => {
    text += String(chunk);
  };
  socket.on('data', listen);
  socket.write('still here');
  await waitFor(() => text === 'still here' || socket.closed, `${what} to echo`);
  socket.off('data', listen);
  expect(text, `${what} is open`).toBe('still here');
}

async function newFlow(source: string): Promise<Flow> {
  const socket = createSocket('udp4');
  const answers: string[] = [];
  socket.on('message', (datagram) => answers.push(String(datagram)));
  socket.on('error', () => {});
  socket.bind(0, source);
  await once(socket, 'listening');
  return { socket, source, answers, memberId: null, mustLeave: false };
}

/** Its listener may have gone before. */
function closeQuietly(socket: DatagramSocket): void {
  try {
    socket.close();
  } catch {
    // Closed already, which Node answers with an error.
  }
}
