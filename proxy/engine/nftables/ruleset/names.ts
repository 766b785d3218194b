import { createHash } from 'node:crypto';
import type { LoadBalancerLimits } from '../../engine.ts';
import type { Family } from './table.ts';

/** What nft takes as part of a name and what a name may be long, with room for what stands before it. */
const PLAIN = /^[\w.-]{1,80}$/;

/** An id as it stands in names of chains and sets; one that nft would not take, as a digest. */
function nameOf(id: string): string {
  return PLAIN.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 32);
}

export const listenerChain = (listenerId: string) => `listener-${nameOf(listenerId)}`;
export const keepChain = (listenerId: string) => `keep-${nameOf(listenerId)}`;
export const stickyMap = (listenerId: string) => `sticky-${nameOf(listenerId)}`;
/** Ceilings that many load balancers have are one chain, which knows them by their addresses. */
export const ceilingsChain = ({ connectionsMax, connectionsPerSecondMax }: LoadBalancerLimits, family: Family) =>
  `ceilings${family}-${connectionsPerSecondMax ?? 'any'}-${connectionsMax ?? 'any'}`;
export const rateSet = (perSecond: number, family: Family) => `rate${family}-${perSecond}`;
export const countSet = (connectionsMax: number, family: Family) => `count${family}-${connectionsMax}`;
export const budgetChain = (loadBalancerId: string) => `budget-${nameOf(loadBalancerId)}`;
/** `owner`: a listener with a limit of its own, or a load balancer that shares one. */
export const shapeChain = (owner: string, direction: Direction) => `shape-${direction}-${nameOf(owner)}`;
export const shapeLimit = (owner: string, bytesPerSecond: number) => `bandwidth-${bytesPerSecond}-${nameOf(owner)}`;

export const budgetLimit = (loadBalancerId: string, count: number) => `budget-${count}-${nameOf(loadBalancerId)}`;

/** Of a set of networks: the same networks, the same name. */
export const accessSet = (entries: readonly string[]) =>
  `acl-${createHash('sha256')
    .update([...entries].sort().join())
    .digest('hex')
    .slice(0, 24)}`;

export const DIRECTIONS = ['original', 'reply'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Whose a mark is, as the comment of its element; null: too long for one, and then no later process can take it over. */
export function ownerComment(listenerId: string, memberId: string): string | null {
  const text = `${listenerId} ${memberId}`;
  return text.length <= 120 && /^[\w.:-]+ [\w.:-]+$/.test(text) ? text : null;
}
