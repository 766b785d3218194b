import { isIPv6 } from 'node:net';
import type { ListenerPlan, LoadBalancerLimits } from '../engine.ts';
import { hasCeilings } from './ruleset/listener-rules.ts';
import { budgetChain, budgetLimit, ceilingsChain, countSet, rateSet } from './ruleset/names.ts';
import { type Family, IP, refusalChain } from './ruleset/table.ts';
import type { Item } from './ruleset/table-state.ts';

/** Up to here the kernel counts for itself: it walks all open connections for each new one, which larger numbers make too slow. */
const COUNTED_BY_KERNEL_MAX = 5000;

/** A load balancer that nobody has connected to for so long begins with a full burst anyway. */
const RATE_KEPT_SECONDS = 60;
const LOAD_BALANCERS_MAX = 65_535;

interface Budget {
  name: string;
  left: number;
}

/**
 * Ceilings of load balancers, which their listeners share (data-plane 14). Those of the same specification are one chain, whose sets have
 * an element for each service address. A high ceiling of connections is kept by a budget: the worker counts what is open, and where
 * that comes near the ceiling lets the kernel accept what is left of it until the next count.
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

  items({ loadBalancerId, address }: Pick<ListenerPlan, 'loadBalancerId' | 'address'>, limits: LoadBalancerLimits | undefined): Item[] {
    if (!limits || !hasCeilings(limits)) {
      return [];
    }
    const family = isIPv6(address) ? 6 : 4;
    const parts = [rateOf(limits, family), connectionsOf(limits, family)];
    const chain: Item = { kind: 'chain', name: ceilingsChain(limits, family), rules: parts.flatMap(({ rules }) => rules) };
    return [...parts.flatMap(({ sets }) => sets), chain, ...this.#budgetItems(loadBalancerId, address, family)];
  }

  #budgetItems(loadBalancerId: string, address: string, family: Family): Item[] {
    const budget = this.#budgets.get(loadBalancerId);
    if (!budget) {
      return [];
    }
    const refuse = `goto ${refusalChain(family, 'connections')}`;
    const chain = budgetChain(loadBalancerId);
    const element: Item = { kind: 'element', of: `budget${family}`, element: address, data: `goto ${chain}` };
    if (budget.left === 0) {
      return [{ kind: 'chain', name: chain, rules: [refuse] }, element];
    }
    // What comes back in a minute is far less than what the next count brings.
    const definition = `{ rate over 1/minute burst ${budget.left} packets; }`;
    return [
      { kind: 'limit', name: budget.name, definition },
      { kind: 'chain', name: chain, rules: [`limit name "${budget.name}" ${refuse}`] },
      element,
    ];
  }
}

interface Part {
  sets: Item[];
  rules: string[];
}

const NOTHING: Part = { sets: [], rules: [] };

/** The burst is what one second brings, as in userspace. */
function rateOf({ connectionsPerSecondMax: rate }: LoadBalancerLimits, family: Family): Part {
  if (rate === null) {
    return NOTHING;
  }
  const { header, type } = IP[family];
  const name = rateSet(rate, family);
  const definition = `{ type ${type}; size ${LOAD_BALANCERS_MAX}; flags dynamic,timeout; timeout ${RATE_KEPT_SECONDS}s; }`;
  const limit = `update @${name} { ${header} daddr limit rate over ${rate}/second burst ${rate} packets }`;
  return { sets: [{ kind: 'set', name, definition }], rules: [`${limit} goto ${refusalChain(family, 'cps')}`] };
}

function connectionsOf({ connectionsMax }: LoadBalancerLimits, family: Family): Part {
  if (connectionsMax === null) {
    return NOTHING;
  }
  const { header, type } = IP[family];
  if (connectionsMax > COUNTED_BY_KERNEL_MAX) {
    return { sets: [], rules: [`${header} daddr vmap @budget${family}`] };
  }
  const name = countSet(connectionsMax, family);
  return {
    sets: [{ kind: 'set', name, definition: `{ type ${type}; size ${LOAD_BALANCERS_MAX}; flags dynamic; }` }],
    rules: [`add @${name} { ${header} daddr ct count over ${connectionsMax} } goto ${refusalChain(family, 'connections')}`],
  };
}
