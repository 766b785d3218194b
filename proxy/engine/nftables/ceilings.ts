import type { LoadBalancerLimits } from '../engine.ts';
import { hasCeilings } from './ruleset/listener-rules.ts';
import { budgetLimit, ceilingsChain, rateLimit } from './ruleset/names.ts';
import { type Family, refusalChain } from './ruleset/table.ts';
import type { Item } from './ruleset/table-state.ts';

/** Up to here the kernel counts for itself: it walks all open connections for each new one, which larger numbers make too slow. */
const COUNTED_BY_KERNEL_MAX = 5000;

interface Budget {
  name: string;
  left: number;
}

/**
 * Ceilings of load balancers, which their listeners share (data-plane 14). A high ceiling of connections is kept by a budget: the
 * worker counts what is open, and where that comes near the ceiling lets the kernel accept what is left of it until the next count.
 */
export class Ceilings {
  readonly #budgets = new Map<string, Budget>();
  #last = 0;

  /** `open`: connections now; `nextInSeconds`: until they are counted again. Returns whether the rules are others now. */
  counted(loadBalancerId: string, limits: LoadBalancerLimits, open: number, nextInSeconds: number): boolean {
    const { connectionsMax, connectionsPerSecondMax } = limits;
    if (connectionsMax === null || connectionsMax <= COUNTED_BY_KERNEL_MAX) {
      return this.#budgets.delete(loadBalancerId);
    }
    const growth = connectionsPerSecondMax === null ? connectionsMax / 2 : connectionsPerSecondMax * nextInSeconds;
    if (open + growth < connectionsMax) {
      return this.#budgets.delete(loadBalancerId);
    }
    // What an object has left cannot be set, so each count makes another one.
    this.#last += 1;
    this.#budgets.set(loadBalancerId, { name: budgetLimit(loadBalancerId, this.#last), left: Math.max(0, connectionsMax - open) });
    return true;
  }

  forget(loadBalancerId: string): void {
    this.#budgets.delete(loadBalancerId);
  }

  items(loadBalancerId: string, family: Family, limits: LoadBalancerLimits | undefined): Item[] {
    if (!limits || !hasCeilings(limits)) {
      return [];
    }
    const { limits: objects, rules } = this.#connections(loadBalancerId, family, limits);
    const rate = rateOf(loadBalancerId, family, limits);
    return [...rate.limits, ...objects, { kind: 'chain', name: ceilingsChain(loadBalancerId), rules: [...rate.rules, ...rules] }];
  }

  #connections(loadBalancerId: string, family: Family, { connectionsMax }: LoadBalancerLimits): Rules {
    const refuse = `goto ${refusalChain(family, 'connections')}`;
    const budget = this.#budgets.get(loadBalancerId);
    if (connectionsMax !== null && connectionsMax <= COUNTED_BY_KERNEL_MAX) {
      return { limits: [], rules: [`ct count over ${connectionsMax} ${refuse}`] };
    }
    if (!budget) {
      return NOTHING;
    }
    if (budget.left === 0) {
      return { limits: [], rules: [refuse] };
    }
    // What comes back in a minute is far less than what the next count brings.
    const definition = `{ rate over 1/minute burst ${budget.left} packets; }`;
    return { limits: [{ kind: 'limit', name: budget.name, definition }], rules: [`limit name "${budget.name}" ${refuse}`] };
  }
}

interface Rules {
  limits: Item[];
  rules: string[];
}

const NOTHING: Rules = { limits: [], rules: [] };

/** The burst is what one second brings, as in userspace. */
function rateOf(loadBalancerId: string, family: Family, { connectionsPerSecondMax: rate }: LoadBalancerLimits): Rules {
  if (rate === null) {
    return NOTHING;
  }
  const name = rateLimit(loadBalancerId, rate);
  return {
    limits: [{ kind: 'limit', name, definition: `{ rate over ${rate}/second burst ${rate} packets; }` }],
    rules: [`limit name "${name}" goto ${refusalChain(family, 'cps')}`],
  };
}
