import type { MemberRole } from '#domain/active-standby-group.ts';
import { UDP_FLOW_IDLE_SECONDS } from '#domain/limits.ts';
import type { ApplyError, ApplyResult, Engine, EngineProblem, ForwardingPlan, ListenerCounters, ListenerPlan, Routing } from '../engine.ts';
import { listenError } from './listen-error.ts';
import type { UserspaceLimits } from './listener-options.ts';
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
  /** Null: the port could not be opened; `error` says why. */
  listener: TcpListener | UdpListener | null;
  error: ApplyError | undefined;
  /** Who was told to serve last. */
  serving: { role: MemberRole; memberId: string };
}

/** Moves bytes with Node's own sockets: needs no privilege and runs anywhere. */
export class UserspaceEngine implements Engine {
  readonly name = 'userspace';
  readonly #limits: UserspaceLimits;
  readonly #onProblem: (problem: EngineProblem) => void;
  readonly #running = new Map<string, Running>();
  readonly #counters = new Map<string, ListenerCounters>();
  #routing: Routing = new Map();
  #isClosed = false;

  constructor(options: { limits?: Partial<UserspaceLimits>; onProblem?: (problem: EngineProblem) => void } = {}) {
    this.#limits = { ...LIMITS, ...options.limits };
    this.#onProblem = options.onProblem ?? (() => {});
  }

  /**
   * 1. Listeners that stay take over their targets, together with the routing that belongs to them.
   * 2. Ports that are not wanted any more are closed, all of them before any is opened, so that two listeners can
   *    swap their ports.
   * 3. What is missing is opened.
   */
  async apply(plan: ForwardingPlan): Promise<ApplyResult[]> {
    if (this.#isClosed) {
      return [];
    }
    this.#routing = plan.routing;
    const unwanted: Running[] = [];
    for (const [id, running] of this.#running) {
      const wanted = plan.listeners.get(id);
      if (wanted && running.listener && isSamePort(wanted, running.plan)) {
        running.plan = wanted;
        running.listener.update(wanted);
        this.#noticeMove(running);
      } else {
        this.#running.delete(id);
        unwanted.push(running);
      }
    }
    await Promise.all(unwanted.map((running) => running.listener?.close()));
    this.#dropOldCounters(plan);
    const results: Promise<ApplyResult>[] = [];
    for (const wanted of plan.listeners.values()) {
      results.push(this.#open(wanted));
    }
    return Promise.all(results);
  }

  route(routing: Routing): void {
    const before = this.#routing;
    this.#routing = routing;
    for (const id of new Set([...before.keys(), ...routing.keys()])) {
      const running = this.#running.get(id);
      if (running) {
        this.#noticeMove(running);
      }
    }
  }

  counters(): ListenerCounters[] {
    return Array.from(this.#counters.values(), (counters) => ({ ...counters }));
  }

  async close(drainMs: number): Promise<void> {
    this.#isClosed = true;
    const listeners = Array.from(this.#running.values(), (running) => running.listener).filter((listener) => listener !== null);
    await Promise.all(listeners.map((listener) => listener.stopAccepting()));
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drainMs);
    });
    await Promise.race([limit, Promise.all(listeners.map((listener) => listener.drained()))]);
    clearTimeout(timer);
    await Promise.all(listeners.map((listener) => listener.close()));
  }

  async #open(plan: ListenerPlan): Promise<ApplyResult> {
    const present = this.#running.get(plan.id);
    if (present) {
      return { listenerId: plan.id };
    }
    const context = {
      counters: this.#countersOf(plan.id),
      serving: () => this.#routing.get(plan.id) ?? 'active',
      limits: this.#limits,
      onProblem: (reason: string) => this.#onProblem({ listenerId: plan.id, reason }),
    };
    const listener = plan.protocol === 'tcp' ? new TcpListener(plan, context) : new UdpListener(plan, context);
    const running: Running = { plan, listener, error: undefined, serving: this.#servingOf(plan) };
    this.#running.set(plan.id, running);
    try {
      await listener.open();
    } catch (error) {
      await listener.close();
      running.listener = null;
      running.error = listenError(plan, error);
    }
    if (this.#isClosed) {
      await listener.close();
    }
    return running.error === undefined ? { listenerId: plan.id } : { listenerId: plan.id, error: running.error };
  }

  #servingOf(plan: ListenerPlan): Running['serving'] {
    const role = this.#routing.get(plan.id) ?? 'active';
    return { role, memberId: plan.targets[role].memberId };
  }

  /**
   * A move is a change of the serving role that leaves the former member in place. A plan that gives the roles to
   * others, or replaces a member, moves new traffic only: its connections are left alone.
   */
  #noticeMove(running: Running): void {
    const { plan, serving: before } = running;
    const now = this.#servingOf(plan);
    running.serving = now;
    if (now.role !== before.role && plan.targets[before.role].memberId === before.memberId) {
      running.listener?.moved(before.memberId, now.memberId);
    }
  }

  #countersOf(listenerId: string): ListenerCounters {
    let counters = this.#counters.get(listenerId);
    if (!counters) {
      counters = {
        listenerId,
        connectionsCurrent: 0,
        connectionsTotal: 0,
        connectErrorsTotal: 0,
        droppedTotal: 0,
        bytesInTotal: 0,
        bytesOutTotal: 0,
      };
      this.#counters.set(listenerId, counters);
    }
    return counters;
  }

  #dropOldCounters(plan: ForwardingPlan): void {
    let excess = this.#counters.size - plan.listeners.size - REMOVED_COUNTERS_MAX;
    for (const id of this.#counters.keys()) {
      if (excess <= 0) {
        return;
      }
      if (!plan.listeners.has(id)) {
        this.#counters.delete(id);
        excess -= 1;
      }
    }
  }
}

function isSamePort(a: ListenerPlan, b: ListenerPlan): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port;
}
