import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ListenerPlan, ListenerRouting, LoadBalancerLimits } from '#proxy/engine/engine.ts';
import { UserspaceEngine } from '#proxy/engine/userspace/userspace-engine.ts';
import { noLimits } from '#test/plan.ts';
import { startTcpServer, startUdpServer, type ToyServer } from '#test/servers.ts';
import {
  edit,
  giveVerdict,
  HOUR_MS,
  LISTENER_IDS,
  type ListenerId,
  LOAD_BALANCERS,
  newListener,
  planOf,
  SERVERS,
  SOURCES,
} from './engine-choices.ts';
import { type Connection, echoes, type Flow, greetingOf, newFlow, waitFor } from './engine-clients.ts';
import { eligible, isConnectionCut, lossesOf, type ModelListener, mayEnter, mayKeepFlow, mustFlowLeave } from './engine-model.ts';
import { Dice, FUZZ_SECONDS, FUZZ_SHARES, newSeed } from './seed.ts';
import { say } from './stage.ts';

const SECONDS = FUZZ_SECONDS * FUZZ_SHARES.plans;
/** Connections, or flows, of one listener. */
const OPEN_MAX = 6;
const CHANGES = ['verdict', 'verdict', 'edit', 'edit', 'edit', 'edit', 'edit', 'ceiling', 'removal'] as const;

test('random plans and verdicts: every connection and flow, old and new, is where the model says', {
  timeout: SECONDS * 1000 + 120_000,
}, async () => {
  const seed = newSeed('Random plans');
  const run = new Run(new Dice(seed));
  await run.prepare();
  onTestFinished(() => run.close());
  const end = performance.now() + SECONDS * 1000;
  let steps = 0;
  for (; performance.now() < end; steps += 1) {
    await run.step(`seed ${seed}, step ${steps}`);
  }
  say(`${steps} plans, ${run.asked} new connections and datagrams, each as the model says`);
  expect(steps).toBeGreaterThan(0);
});

class Run {
  readonly #dice: Dice;
  readonly #engine = new UserspaceEngine({ limits: { udpFlowIdleMs: HOUR_MS } });
  readonly #servers = { tcp: new Map<string, ToyServer>(), udp: new Map<string, ToyServer>() };
  readonly #listeners = new Map<string, ModelListener>();
  readonly #limits = new Map<string, LoadBalancerLimits>(LOAD_BALANCERS.map((id) => [id, noLimits()]));
  readonly #connections = new Map<string, Connection[]>(LISTENER_IDS.map((id) => [id, []]));
  readonly #flows = new Map<string, Flow[]>(LISTENER_IDS.map((id) => [id, []]));
  /** Whom persistence has given a client to, by listener and source address. */
  readonly #keepers = new Map<string, string>();
  asked = 0;
  #what = '';

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  async prepare(): Promise<void> {
    for (const name of SERVERS) {
      this.#servers.tcp.set(name, await startTcpServer({ name }));
      this.#servers.udp.set(name, await startUdpServer({ name }));
    }
  }

  async close(): Promise<void> {
    for (const id of LISTENER_IDS) {
      this.#forgetFlows(id);
    }
    await this.#engine.close(0);
    await Promise.all([...this.#servers.tcp.values(), ...this.#servers.udp.values()].map((server) => server.stop()));
  }

  /** One or two changes, told together. */
  async step(what: string): Promise<void> {
    this.#what = what;
    const before = structuredClone(this.#listeners);
    const id = this.#dice.pick(LISTENER_IDS);
    const changes = [await this.#change(id)];
    if (this.#dice.chance(0.5)) {
      changes.push(await this.#change(this.#dice.pick([id, ...LISTENER_IDS])));
    }
    const changed = new Set(changes.map(({ id }) => id));
    const areVerdicts = changes.every(({ kind }) => kind === 'verdict');
    await this.#tell(changed, areVerdicts && this.#dice.chance(0.7));
    for (const id of changed) {
      this.#settle(before.get(id), this.#listeners.get(id) ?? null);
    }
    await this.#checkOpen();
    for (const listener of this.#listeners.values()) {
      this.asked += 1;
      await (listener.protocol === 'tcp' ? this.#connect(listener) : this.#send(listener));
    }
    await this.#checkOpen();
  }

  async #change(id: ListenerId): Promise<{ id: string; kind: (typeof CHANGES)[number] }> {
    const listener = this.#listeners.get(id);
    if (!listener) {
      this.#listeners.set(id, await newListener(this.#dice, id));
      return { id, kind: 'edit' };
    }
    const kind = this.#dice.pick(CHANGES);
    switch (kind) {
      case 'verdict':
        giveVerdict(this.#dice, listener);
        break;
      case 'edit':
        await edit(this.#dice, listener);
        break;
      case 'ceiling':
        this.#limits.set(listener.loadBalancerId, noLimits({ connectionsMax: this.#dice.pick([null, null, 1, 2, 4, 8]) }));
        break;
      case 'removal':
        this.#listeners.delete(id);
        break;
    }
    return { id, kind };
  }

  /** A verdict may come alone or with a plan. */
  async #tell(changed: ReadonlySet<string>, asRouting: boolean): Promise<void> {
    const set = new Map<string, { plan: ListenerPlan; routing: ListenerRouting }>();
    for (const listener of this.#listeners.values()) {
      if (changed.has(listener.id)) {
        const { serving, unhealthy, protocol } = listener;
        const plan = await planOf(listener, (server) => this.#servers[protocol].get(server) ?? { address: '', port: 0 });
        set.set(listener.id, { plan, routing: { serving, unhealthy: [...unhealthy] } });
      }
    }
    if (asRouting) {
      this.#engine.route(new Map(Array.from(set, ([id, { routing }]) => [id, routing])));
      return;
    }
    const remove = new Set([...changed].filter((id) => !set.has(id)));
    const results = await this.#engine.apply({ set, remove, limits: this.#limits });
    expect({ what: this.#what, errors: results.filter(({ error }) => error) }).toEqual({ what: this.#what, errors: [] });
  }

  /** In the model: what the change does to what is open, and to whom persistence knows. */
  #settle(before: ModelListener | undefined, after: ModelListener | null): void {
    if (!before) {
      return;
    }
    const { id } = before;
    const losses = lossesOf(before, after);
    for (const connection of this.#connections.get(id) ?? []) {
      connection.isCut = isConnectionCut(connection.memberId, losses, after);
    }
    if (after === null || losses.all) {
      this.#forgetFlows(id);
    }
    for (const flow of this.#flows.get(id) ?? []) {
      if (after !== null && flow.memberId !== null) {
        flow.mustLeave = mustFlowLeave(flow.mustLeave, flow.memberId, losses, after);
        flow.memberId = losses.moved.includes(flow.memberId) && after.resetsOnFailover ? null : flow.memberId;
      }
    }
    if (losses.all || after?.kind !== 'pool' || !after.hasPersistence) {
      for (const source of SOURCES) {
        this.#keepers.delete(`${id} ${source}`);
      }
    }
  }

  #forgetFlows(id: string): void {
    for (const flow of this.#flows.get(id) ?? []) {
      flow.socket.close();
    }
    this.#flows.set(id, []);
  }

  /** What shall be open is, as far as its server; what shall be cut is; and the engine counts it so. */
  async #checkOpen(): Promise<void> {
    for (const [id, connections] of this.#connections) {
      await waitFor(
        () => connections.every(({ socket, isCut }) => !isCut || socket.closed),
        `${this.#what}: connections of ${id} to be cut`,
      );
      const open = connections.filter(({ isCut }) => !isCut);
      this.#connections.set(id, open);
      const answers = await Promise.all(open.map(({ socket }) => echoes(socket)));
      expect(answers, `${this.#what}: connections of ${id} to ${open.map(({ memberId }) => memberId)}`).not.toContain(false);
      const count = open.length + this.#openFlows(id);
      await waitFor(() => this.#counters(id).connectionsCurrent === count, `${this.#what}: ${count} open of ${id}, as counted`);
    }
  }

  async #connect(listener: ModelListener): Promise<void> {
    const source = this.#dice.pick(SOURCES);
    const open = this.#connections.get(listener.id) ?? [];
    const wanted = this.#wanted(listener, source);
    const drops = this.#drops(listener.id);
    const socket = connect({ host: listener.address, port: listener.port, localAddress: source });
    const memberId = this.#judge(listener, { wanted, drops, server: await greetingOf(socket) });
    if (memberId === null) {
      return;
    }
    if (listener.kind === 'pool' && listener.hasPersistence) {
      this.#keepers.set(`${listener.id} ${source}`, memberId);
    }
    if (open.length < OPEN_MAX && this.#dice.chance(0.5)) {
      open.push({ socket, memberId, isCut: false });
    } else {
      socket.resetAndDestroy();
      await waitFor(() => this.#counters(listener.id).connectionsCurrent === open.length, `${this.#what}: the end of a connection`);
    }
  }

  async #send(listener: ModelListener): Promise<void> {
    const flow = await this.#flowOf(listener);
    if (flow.memberId !== null && !mayKeepFlow(listener, flow.memberId, flow.mustLeave)) {
      flow.memberId = null;
    }
    const begins = flow.memberId === null;
    const wanted = flow.memberId === null ? this.#wanted(listener, flow.source) : [flow.memberId];
    const drops = this.#drops(listener.id);
    const text = `:datagram ${this.asked}`;
    const answer = () => flow.answers.find((one) => one.endsWith(text));
    flow.socket.send(text.slice(1), listener.port, listener.address);
    const isOver = () => answer() !== undefined || sum(this.#drops(listener.id)) > sum(drops);
    await waitFor(isOver, `${this.#what}: a datagram to ${listener.id}, for ${wanted}`);
    flow.memberId = this.#judge(listener, { wanted, drops, server: answer()?.slice(0, -text.length) ?? null });
    flow.mustLeave &&= !begins;
  }

  async #flowOf({ id }: ModelListener): Promise<Flow> {
    const flows = this.#flows.get(id) ?? [];
    if (flows.length > 0 && (flows.length === OPEN_MAX || this.#dice.chance(0.5))) {
      return this.#dice.pick(flows);
    }
    const flow = await newFlow(this.#dice.pick(SOURCES));
    flows.push(flow);
    return flow;
  }

  /** Members that a new client may get; or the one reason why it gets none. */
  #wanted(listener: ModelListener, source: string): string[] {
    const { connectionsMax } = this.#limits.get(listener.loadBalancerId) ?? noLimits();
    const members = eligible(listener);
    const keeper = this.#keepers.get(`${listener.id} ${source}`) ?? '';
    if (!mayEnter(listener, source)) {
      return ['access-control'];
    }
    if (connectionsMax !== null && this.#openAt(listener.loadBalancerId) >= connectionsMax) {
      return ['connection-limit'];
    }
    if (members.length === 0) {
      return ['no-server'];
    }
    return members.includes(keeper) ? [keeper] : members;
  }

  /** The member that has answered; null: it was turned away for the right reason. */
  #judge(listener: ModelListener, seen: { wanted: string[]; drops: Record<string, number>; server: string | null }): string | null {
    const { wanted, drops, server } = seen;
    const dropped = Object.entries(this.#drops(listener.id)).filter(([reason, count]) => count > (drops[reason] ?? 0));
    const outcome = server ?? dropped.map(([reason]) => reason).join();
    const allowed = wanted.map((one) => SERVERS.find((name) => one.endsWith(`-${name}`)) ?? one);
    expect(allowed, `${this.#what}, at ${JSON.stringify(listener)}`).toContain(outcome);
    return server === null ? null : (wanted[allowed.indexOf(server)] ?? null);
  }

  #openFlows(id: string): number {
    return (this.#flows.get(id) ?? []).filter((flow) => flow.memberId !== null).length;
  }

  #openAt(loadBalancerId: string): number {
    const ids = [...this.#listeners.values()].filter((one) => one.loadBalancerId === loadBalancerId).map(({ id }) => id);
    return ids.reduce((count, id) => count + (this.#connections.get(id)?.length ?? 0) + this.#openFlows(id), 0);
  }

  #counters(id: string) {
    return this.#engine.counters().find((one) => one.listenerId === id) ?? { connectionsCurrent: 0, drops: {} };
  }

  #drops(id: string): Record<string, number> {
    return this.#counters(id).drops;
  }
}

function sum(drops: Record<string, number>): number {
  return Object.values(drops).reduce((total, count) => total + count, 0);
}
