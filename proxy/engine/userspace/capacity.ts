import type { DropReason } from '#domain/drop-reason.ts';
import { TokenBucket } from '#proxy/balance/token-bucket.ts';
import type { LoadBalancerLimits } from '../engine.ts';
import { BandwidthLimit } from './bandwidth-limit.ts';
import { type Coordination, usageKey } from './coordination.ts';

const NO_LIMITS: LoadBalancerLimits = { connectionsMax: null, connectionsPerSecondMax: null, sharedBytesPerSecond: null };

/** Ceilings that the listeners of one load balancer share (data-plane 14 and 15), as far as this process may use them. */
export class Capacity {
  readonly #coordination: Coordination;
  readonly #keys: { connections: string; rate: string };
  readonly #rate = new TokenBucket(null);
  /** For the listeners without a limit of their own. */
  readonly bandwidth: BandwidthLimit;
  #limits = NO_LIMITS;
  #connections = 0;
  #asked = 0;

  constructor(loadBalancerId: string, coordination: Coordination) {
    this.#coordination = coordination;
    this.#keys = { connections: usageKey('connections', loadBalancerId), rate: usageKey('rate', loadBalancerId) };
    this.bandwidth = new BandwidthLimit(loadBalancerId, coordination);
  }

  setLimits(limits: LoadBalancerLimits): void {
    this.#limits = limits;
    this.bandwidth.set(limits.sharedBytesPerSecond);
    this.shareAnew();
  }

  /** Takes the place of a new connection or flow, which `leave` gives back; or says why there is none. */
  enter(): DropReason | null {
    this.#asked += 1;
    const { connectionsMax } = this.#limits;
    if (connectionsMax !== null && this.#connections >= this.#part(connectionsMax, this.#keys.connections)) {
      return 'connection-limit';
    }
    if (!this.#rate.take()) {
      return 'rate-limit';
    }
    this.#connections += 1;
    return null;
  }

  leave(): void {
    this.#connections -= 1;
  }

  /** The shares of this process may have changed. */
  shareAnew(): void {
    const { connectionsPerSecondMax } = this.#limits;
    this.#rate.setRate(connectionsPerSecondMax === null ? null : this.#part(connectionsPerSecondMax, this.#keys.rate));
    this.bandwidth.shareAnew();
  }

  /** Adds what is wanted of each limit that there is. */
  addUsage(usage: Map<string, number>): void {
    if (this.#limits.connectionsMax !== null) {
      usage.set(this.#keys.connections, this.#connections);
    }
    if (this.#limits.connectionsPerSecondMax !== null) {
      usage.set(this.#keys.rate, this.#asked);
    }
    this.#asked = 0;
  }

  /** Never nothing: a process that may not accept at all would turn clients away for no reason that they could see. */
  #part(limit: number, key: string): number {
    return Math.max(1, Math.floor(limit * this.#coordination.share(key)));
  }
}
