import { UDP_FLOW_IDLE_SECONDS } from '#domain/limits.ts';
import type { ApplyResult, Engine, EngineProblem, ListenerCounters, ListenerPlan, ListenerRouting, PlanChange } from '../engine.ts';
import { listenError } from './listen-error.ts';
import type { UserspaceLimits } from './listener-options.ts';
import { ListenerTraffic } from './listener-traffic.ts';
import { TcpListener } from './tcp-listener.ts';
import { UdpListener } from './udp-listener.ts';

const LIMITS: UserspaceLimits = {
  tcpConnectionsPerListenerMax: 50_000,
  udpFlowIdleMs: UDP_FLOW_IDLE_SECONDS * 1000,
  udpFlowsPerListenerMax: 10_000,
};
/** Totals of removed listeners are kept until they have surely been read; the oldest go first. */
const REMOVED_COUNTERS_MAX = 10_000;

interface Running {
  plan: ListenerPlan;
  routing: ListenerRouting;
  listener: TcpListener | UdpListener;
}

/** Moves bytes with Node's own sockets: needs no privilege and runs anywhere. */
export class UserspaceEngine implements Engine {
  readonly name = 'userspace';
  readonly #limits: UserspaceLimits;
  readonly #shareSockets: boolean;
  readonly #onProblem: (problem: EngineProblem) => void;
  readonly #running = new Map<string, Running>();
  readonly #traffic = new Map<string, ListenerTraffic>();
  #isClosed = false;

  /** `shareSockets`: processes of one node:cluster each accept on the same TCP ports. */
  constructor(options: { limits?: Partial<UserspaceLimits>; onProblem?: (problem: EngineProblem) => void; shareSockets?: boolean } = {}) {
    this.#shareSockets = options.shareSockets ?? false;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#onProblem = options.onProblem ?? (() => {});
  }

  /**
   * 1. Listeners that keep their port take over the rest of their plan, together with the routing that belongs to it.
   * 2. Ports that are not wanted any more are closed, all of them before any is opened, so that two listeners can
   *    swap their ports.
   * 3. What is missing is opened. A listener that cannot be is not remembered: to be tried again it is named again.
   */
  async apply(change: PlanChange): Promise<ApplyResult[]> {
    if (this.#isClosed) {
      return [];
    }
    const unwanted: Running[] = [];
    for (const [id, { plan, routing }] of change.set) {
      const running = this.#running.get(id);
      if (running && isSamePort(plan, running.plan)) {
        this.#update(running, plan, routing);
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
    await Promise.all(unwanted.map((running) => this.#remove(running)));
    const results = Array.from(change.set.values(), ({ plan, routing }) => this.#open(plan, routing));
    this.#dropOldCounters();
    return Promise.all(results);
  }

  route(changes: ReadonlyMap<string, ListenerRouting>): void {
    for (const [id, routing] of changes) {
      const running = this.#running.get(id);
      if (running) {
        this.#update(running, running.plan, routing);
      }
    }
  }

  counters(): ListenerCounters[] {
    return Array.from(this.#traffic.values(), (traffic) => traffic.read());
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

  async #open(plan: ListenerPlan, routing: ListenerRouting): Promise<ApplyResult> {
    const listenerId = plan.id;
    if (this.#running.has(listenerId)) {
      return { listenerId };
    }
    const context = {
      traffic: this.#trafficOf(listenerId),
      routing: () => running.routing,
      limits: this.#limits,
      shareSockets: this.#shareSockets,
      onProblem: (reason: string) => this.#onProblem({ listenerId, reason }),
    };
    const listener = plan.protocol === 'tcp' ? new TcpListener(plan, context) : new UdpListener(plan, context);
    const running: Running = { plan, routing, listener };
    this.#running.set(listenerId, running);
    try {
      await listener.open();
    } catch (error) {
      await this.#remove(running);
      return { listenerId, error: listenError(plan, error) };
    }
    if (this.#isClosed) {
      await listener.close();
    }
    return { listenerId };
  }

  /**
   * A move is a change of the serving role that leaves the former member in place. A plan that gives the roles to
   * others, or replaces a member, moves new traffic only: its connections are left alone.
   */
  #update(running: Running, plan: ListenerPlan, routing: ListenerRouting): void {
    const before = servingMember(running.plan, running.routing);
    const role = running.routing.serving;
    running.plan = plan;
    running.routing = routing;
    running.listener.update(plan);
    const now = servingMember(plan, routing);
    if (routing.serving !== role && before && now && servingMember(plan, { ...routing, serving: role }) === before) {
      running.listener.moved(before, now);
    }
  }

  async #remove(running: Running): Promise<void> {
    this.#running.delete(running.plan.id);
    await running.listener.close();
  }

  #trafficOf(listenerId: string): ListenerTraffic {
    let traffic = this.#traffic.get(listenerId);
    if (!traffic) {
      traffic = new ListenerTraffic(listenerId);
      this.#traffic.set(listenerId, traffic);
    }
    return traffic;
  }

  #dropOldCounters(): void {
    let excess = this.#traffic.size - this.#running.size - REMOVED_COUNTERS_MAX;
    for (const id of this.#traffic.keys()) {
      if (excess <= 0) {
        return;
      }
      if (!this.#running.has(id)) {
        this.#traffic.delete(id);
        excess -= 1;
      }
    }
  }
}

function servingMember({ targets }: ListenerPlan, { serving }: ListenerRouting): string | undefined {
  return targets.kind === 'active-standby' ? targets[serving].memberId : undefined;
}

function isSamePort(a: ListenerPlan, b: ListenerPlan): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port;
}
