import { isDeepStrictEqual } from 'node:util';
import type { LoadBalancerLimits, ServedBy } from '../engine.ts';
import type { ListenerState } from '../membership.ts';
import { type EngineSetting, type HostFacts, whyNotKernel } from './why-not.ts';

const SHARED_BANDWIDTH = 'Its instance has a bandwidth limit that it shares with listeners which userspace serves.';

export interface Choice {
  state: ListenerState;
  limits: LoadBalancerLimits | undefined;
  servedBy: ServedBy;
  /** Userspace serves it, and the kernel counts its connections towards the ceilings of an instance of which it serves others. */
  isCounted: boolean;
}

/** Which engine serves each listener. Those of one load balancer share limits, so they are looked at together. */
export class EngineChoice {
  readonly #host: HostFacts;
  readonly #isForced: boolean;
  readonly #states = new Map<string, ListenerState>();
  readonly #limits = new Map<string, LoadBalancerLimits>();
  readonly #byLoadBalancer = new Map<string, Set<string>>();
  readonly #chosen = new Map<string, Pick<Choice, 'servedBy' | 'isCounted'>>();
  /** Of a plan that the kernel did not take. */
  readonly #refused = new Map<string, { plan: unknown; reason: string }>();

  constructor(options: { host: HostFacts; setting: EngineSetting }) {
    this.#host = options.host;
    this.#isForced = options.setting === 'nftables';
  }

  get states(): ReadonlyMap<string, ListenerState> {
    return this.#states;
  }

  servedBy(listenerId: string): ServedBy {
    return this.#chosen.get(listenerId)?.servedBy ?? { engine: 'userspace', reason: null };
  }

  limitsOf(loadBalancerId: string): LoadBalancerLimits | undefined {
    return this.#limits.get(loadBalancerId);
  }

  /** With the ids of their listeners. */
  get loadBalancers(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#byLoadBalancer;
  }

  setLimits(limits: ReadonlyMap<string, LoadBalancerLimits>): void {
    for (const [id, limit] of limits) {
      this.#limits.set(id, limit);
    }
  }

  /** Returns the load balancers that it belongs to, and belonged to. */
  set(listenerId: string, state: ListenerState): string[] {
    const { loadBalancerId } = state.plan;
    const isSame = this.#states.get(listenerId)?.plan.loadBalancerId === loadBalancerId;
    const before = isSame ? [] : this.#leave(listenerId);
    this.#states.set(listenerId, state);
    const siblings = this.#byLoadBalancer.get(loadBalancerId) ?? new Set();
    this.#byLoadBalancer.set(loadBalancerId, siblings.add(listenerId));
    return [...before, loadBalancerId];
  }

  remove(listenerId: string): string[] {
    const before = this.#leave(listenerId);
    this.#states.delete(listenerId);
    this.#chosen.delete(listenerId);
    this.#refused.delete(listenerId);
    return before;
  }

  route(listenerId: string, state: ListenerState): void {
    this.#states.set(listenerId, state);
  }

  /** The kernel did not take the rules of this plan; it is asked again when there is another one. */
  refuse(listenerId: string, reason: string): void {
    const plan = this.#states.get(listenerId)?.plan;
    if (plan) {
      this.#refused.set(listenerId, { plan, reason });
    }
  }

  /** The kernel may be asked again. */
  forgetRefusals(): void {
    this.#refused.clear();
  }

  /** Of every listener of this load balancer; `isNew`: another one than before. */
  decide(loadBalancerId: string): Map<string, Choice & { isNew: boolean }> {
    const limits = this.#limits.get(loadBalancerId);
    const states = [...(this.#byLoadBalancer.get(loadBalancerId) ?? [])].flatMap((id) => {
      const state = this.#states.get(id);
      return state ? [[id, state] as const] : [];
    });
    const why = new Map(states.map(([id, state]) => [id, this.#whyNot(id, state)]));
    const shares = ({ plan }: ListenerState) => plan.bandwidthBytesPerSecond === null;
    if ((limits?.sharedBytesPerSecond ?? null) !== null && states.some(([id, state]) => shares(state) && why.get(id) !== null)) {
      for (const [id, state] of states) {
        why.set(id, why.get(id) ?? (shares(state) ? SHARED_BANDWIDTH : null));
      }
    }
    const hasKernel = [...why.values()].includes(null);
    return new Map(
      states.map(([id, state]) => {
        const reason = why.get(id) ?? null;
        const servedBy: ServedBy = { engine: reason === null ? 'nftables' : 'userspace', reason };
        const chosen = { servedBy, isCounted: reason !== null && hasKernel };
        const isNew = !isDeepStrictEqual(this.#chosen.get(id), chosen);
        this.#chosen.set(id, chosen);
        return [id, { state, limits, ...chosen, isNew }];
      }),
    );
  }

  #whyNot(listenerId: string, { plan }: ListenerState): string | null {
    const refused = this.#refused.get(listenerId);
    return refused?.plan === plan ? refused.reason : whyNotKernel(plan, this.#host, this.#isForced);
  }

  #leave(listenerId: string): string[] {
    const loadBalancerId = this.#states.get(listenerId)?.plan.loadBalancerId;
    if (loadBalancerId === undefined) {
      return [];
    }
    const siblings = this.#byLoadBalancer.get(loadBalancerId);
    siblings?.delete(listenerId);
    if (siblings?.size === 0) {
      this.#byLoadBalancer.delete(loadBalancerId);
      this.#limits.delete(loadBalancerId);
    }
    return [loadBalancerId];
  }
}
