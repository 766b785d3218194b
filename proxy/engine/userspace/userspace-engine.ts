import { UDP_FLOW_IDLE_SECONDS } from '#domain/limits.ts';
import type {
  ApplyResult,
  ConnectionEffect,
  Engine,
  EngineProblem,
  ListenerCounters,
  ListenerRouting,
  LoadBalancerLimits,
  PlanChange,
  ServedBy,
} from '../engine.ts';
import { type ListenerState, memberIds } from '../membership.ts';
import { TrafficBook } from '../traffic-book.ts';
import { BandwidthLimit, ListenerBandwidth } from './bandwidth-limit.ts';
import { Capacity } from './capacity.ts';
import type { Coordination } from './coordination.ts';
import { Deadlines } from './deadlines.ts';
import { DescriptorBudget } from './descriptor-budget.ts';
import { handleTransport } from './handle-transport.ts';
import { listenError } from './listen-error.ts';
import type { ListenerContext, UserspaceLimits } from './listener-options.ts';
import { LocalPersistence } from './persistence.ts';
import { SOCKET_TRANSPORT } from './socket-transport.ts';
import { TcpListener } from './tcp-listener.ts';
import type { Peer, TcpTransport } from './tcp-side.ts';
import { type Diversion, UdpListener } from './udp-listener.ts';

const LIMITS: UserspaceLimits = {
  tcpConnectionsPerListenerMax: 50_000,
  udpFlowIdleMs: UDP_FLOW_IDLE_SECONDS * 1000,
  udpFlowsPerListenerMax: 100_000,
};

export interface UserspaceEngineOptions {
  limits?: Partial<UserspaceLimits>;
  onProblem?: (problem: EngineProblem) => void;
  /** Other processes of this worker open the same TCP ports, through `node:cluster`. */
  shareSockets?: boolean;
  /** Absent: this process is alone. */
  coordination?: Coordination;
  /** An older process of this worker still has the UDP port of that listener: it is opened beside it. */
  isUdpPortOurs?: (listenerId: string) => boolean;
  /** Descriptors that this process may open; its own limit by default. */
  descriptorsMax?: number;
  /** `handles` where Node allows it. */
  transport?: TcpTransport;
}

interface Running extends ListenerState {
  listener: TcpListener | UdpListener;
  capacity: Capacity;
  bandwidth: ListenerBandwidth;
  /** What its own limit would be under; kept, since its plan may get one and lose it. */
  ownLimit: BandwidthLimit;
}

/** Moves bytes with Node's own sockets: needs no privilege and runs anywhere. */
export class UserspaceEngine implements Engine {
  readonly name = 'userspace';
  readonly #options: UserspaceEngineOptions;
  readonly #limits: UserspaceLimits;
  readonly #coordination: Coordination;
  readonly #transport: TcpTransport;
  readonly #descriptors: DescriptorBudget;
  readonly #deadlines = new Deadlines();
  readonly #running = new Map<string, Running>();
  readonly #capacities = new Map<string, Capacity>();
  readonly #traffic = new TrafficBook();
  #effects = new Map<string, ConnectionEffect>();
  #isClosed = false;

  constructor(options: UserspaceEngineOptions = {}) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#coordination = options.coordination ?? { share: () => 1, persistence: new LocalPersistence() };
    this.#transport = options.transport ?? handleTransport() ?? SOCKET_TRANSPORT;
    this.#descriptors = new DescriptorBudget(options.descriptorsMax);
  }

  /**
   * 1. Listeners that keep their port take over the rest of their plan, together with the routing that belongs to it.
   * 2. Ports that are not wanted any more are closed, all of them before any is opened, so that two listeners can
   *    swap their ports.
   * 3. What is missing is opened. A listener that cannot be is not remembered: to be tried again it is named again.
   */
  async apply(change: PlanChange): Promise<ApplyResult[]> {
    this.#effects = new Map();
    if (this.#isClosed) {
      return [];
    }
    this.#setLimits(change.limits);
    const unwanted: Running[] = [];
    const refused = new Map<string, ApplyResult>();
    for (const [id, state] of change.set) {
      const running = this.#running.get(id);
      if (running && isSamePort(state, running)) {
        this.#tryUpdate(running, state, refused);
      } else if (running) {
        unwanted.push(running);
      }
    }
    for (const id of change.remove) {
      const running = this.#running.get(id);
      if (running) {
        unwanted.push(running);
      }
    }
    for (const { plan, listener } of unwanted) {
      this.#effects.set(plan.id, { kept: 0, cut: listener.openCount });
    }
    await Promise.all(unwanted.map((running) => this.#remove(running)));
    const results = await Promise.all(Array.from(change.set.values(), (state) => refused.get(state.plan.id) ?? this.#open(state)));
    if (unwanted.length > 0) {
      this.#forgetUnused();
    }
    return results;
  }

  hints(): readonly string[] {
    return [];
  }

  servedBy(): ServedBy {
    return { engine: 'userspace', reason: null };
  }

  effects(): ReadonlyMap<string, ConnectionEffect> {
    return this.#effects;
  }

  route(changes: ReadonlyMap<string, ListenerRouting>): void {
    for (const [id, routing] of changes) {
      const running = this.#running.get(id);
      if (running) {
        this.#update(running, { plan: running.plan, routing });
      }
    }
  }

  counters(): ListenerCounters[] {
    return this.#traffic.read();
  }

  countersOf(listenerId: string): ListenerCounters | undefined {
    return this.#traffic.readOne(listenerId);
  }

  /** All is in force and counted when the call that told it returns. */
  async settled(): Promise<void> {}

  /** Of the listeners that have counted anything since it was asked last. */
  takeChangedCounters(): ListenerCounters[] {
    return this.#traffic.takeChanged();
  }

  /**
   * By `usageKey`, for limits that there are: connections that are open; new connections, and bytes, since it was asked last.
   * Shares are looked up anew at that moment.
   */
  usage(): ReadonlyMap<string, number> {
    const usage = new Map<string, number>();
    for (const capacity of this.#capacities.values()) {
      capacity.addUsage(usage);
      capacity.shareAnew();
    }
    for (const { bandwidth, ownLimit } of this.#running.values()) {
      bandwidth.addUsage(usage);
      ownLimit.shareAnew();
    }
    return usage;
  }

  /** Closes the TCP ports; connections go on. UDP ports stay open, so that flows get their answers. */
  async stopAccepting(): Promise<void> {
    for (const { listener } of this.#running.values()) {
      if (listener instanceof TcpListener) {
        await listener.stopAccepting();
      }
    }
  }

  /** As `udpFlowKey` makes them; of a listener that is not there: none. */
  udpFlowKeys(listenerId: string): string[] {
    return this.#udpListener(listenerId)?.flowKeys() ?? [];
  }

  /** A datagram that another process took from the port of this listener. */
  receive(listenerId: string, datagram: Buffer, clientAddress: string, clientPort: number): void {
    const client: Peer = { address: clientAddress, port: clientPort };
    this.#udpListener(listenerId)?.receive(datagram, client);
  }

  /** From now on; null: all flows are this process's. */
  divert(listenerId: string, diversion: Diversion | null): void {
    this.#udpListener(listenerId)?.divert(diversion);
  }

  async close(drainMs: number): Promise<void> {
    this.#isClosed = true;
    const listeners = Array.from(this.#running.values(), (running) => running.listener);
    await Promise.all(listeners.map((listener) => listener.stopAccepting()));
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drainMs);
    });
    await Promise.race([limit, Promise.all(listeners.map((listener) => listener.drained()))]);
    clearTimeout(timer);
    await Promise.all(listeners.map((listener) => listener.close()));
  }

  #udpListener(listenerId: string): UdpListener | undefined {
    const listener = this.#running.get(listenerId)?.listener;
    return listener instanceof UdpListener ? listener : undefined;
  }

  async #open(state: ListenerState): Promise<ApplyResult> {
    const listenerId = state.plan.id;
    if (this.#running.has(listenerId)) {
      return { listenerId };
    }
    const context = this.#contextFor(state);
    try {
      const listener = state.plan.protocol === 'tcp' ? new TcpListener(state, context) : new UdpListener(state, context);
      const { capacity, bandwidth } = context;
      const running: Running = { ...state, listener, capacity, bandwidth, ownLimit: new BandwidthLimit(listenerId, this.#coordination) };
      this.#joinBandwidth(running);
      this.#running.set(listenerId, running);
      await this.#listen(running);
    } catch (error) {
      context.bandwidth.leave();
      return { listenerId, error: listenError(state.plan, error) };
    }
    return { listenerId };
  }

  async #listen(running: Running): Promise<void> {
    try {
      await running.listener.open();
    } catch (error) {
      await this.#remove(running);
      throw error;
    }
    if (this.#isClosed) {
      await running.listener.close();
    }
  }

  #contextFor({ plan }: ListenerState): ListenerContext {
    const { shareSockets = false, isUdpPortOurs, onProblem } = this.#options;
    const traffic = this.#traffic.of(plan.id);
    const capacity = this.#capacityOf(plan.loadBalancerId);
    return {
      traffic,
      capacity,
      bandwidth: new ListenerBandwidth(capacity.bandwidth, traffic.totals),
      descriptors: this.#descriptors.newPurse(),
      persistence: this.#coordination.persistence,
      transport: this.#transport,
      deadlines: this.#deadlines,
      limits: this.#limits,
      shareSockets,
      isSucceeding: isUdpPortOurs?.(plan.id) ?? false,
      onProblem: (reason) => onProblem?.({ listenerId: plan.id, reason }),
    };
  }

  #tryUpdate(running: Running, state: ListenerState, refused: Map<string, ApplyResult>): void {
    try {
      this.#effects.set(state.plan.id, this.#update(running, state));
    } catch (error) {
      refused.set(state.plan.id, { listenerId: state.plan.id, error: listenError(state.plan, error) });
    }
  }

  #update(running: Running, { plan, routing }: ListenerState): ConnectionEffect {
    const effect = running.listener.update({ plan, routing });
    running.plan = plan;
    running.routing = routing;
    this.#joinBandwidth(running);
    this.#traffic.of(plan.id).keepMembers(memberIds(plan));
    return effect;
  }

  #joinBandwidth({ plan, bandwidth, ownLimit, capacity }: Running): void {
    ownLimit.set(plan.bandwidthBytesPerSecond);
    bandwidth.use(ownLimit.isLimited ? ownLimit : capacity.bandwidth);
  }

  async #remove(running: Running): Promise<void> {
    this.#running.delete(running.plan.id);
    await running.listener.close();
    running.bandwidth.leave();
  }

  #setLimits(limits: ReadonlyMap<string, LoadBalancerLimits>): void {
    for (const [id, limit] of limits) {
      this.#capacityOf(id).setLimits(limit);
    }
  }

  #capacityOf(loadBalancerId: string): Capacity {
    let capacity = this.#capacities.get(loadBalancerId);
    if (!capacity) {
      capacity = new Capacity(loadBalancerId, this.#coordination);
      this.#capacities.set(loadBalancerId, capacity);
    }
    return capacity;
  }

  /** Looks at all listeners, so only after one has gone. */
  #forgetUnused(): void {
    const used = new Set(Array.from(this.#running.values(), (running) => running.plan.loadBalancerId));
    for (const id of this.#capacities.keys()) {
      if (!used.has(id)) {
        this.#capacities.delete(id);
      }
    }
    this.#traffic.keep(new Set(this.#running.keys()));
  }
}

function isSamePort({ plan: a }: ListenerState, { plan: b }: ListenerState): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port && a.loadBalancerId === b.loadBalancerId;
}
