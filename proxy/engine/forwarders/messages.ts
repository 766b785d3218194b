import type { ApplyResult, EngineProblem, ListenerCounters, ListenerRouting, PlanChange } from '../engine.ts';
import type { PersistenceActivity } from './persistence-authority.ts';

/**
 * What control process and forwarders say to each other, over the channel that Node opens between them. Both come from
 * one release, except during a reload, when the control process is the older one: so a change of meaning raises
 * PROTOCOL, and a forwarder that speaks another one is not taken.
 */
export const PROTOCOL = 1;

/** Every `call` is answered, in whatever order. */
export type ToForwarder =
  | { kind: 'apply'; call: number; change: PlanChange }
  | { kind: 'route'; changes: ReadonlyMap<string, ListenerRouting> }
  /** Accept nothing more; end by yourself when all connections have ended, or after the time. A second one may shorten it. */
  | { kind: 'retire'; drainMs: number }
  /** The part of each limit that it may use, by key; `even` of those that are not named. */
  | { kind: 'shares'; even: number; shares: ReadonlyMap<string, number> }
  /** Answers `settle`. */
  | { kind: 'settled'; call: number; memberId: string }
  | { kind: 'assigned'; listenerId: string; client: string; memberId: string };

export type FromForwarder =
  | { kind: 'ready'; protocol: number }
  | { kind: 'answer'; call: number; results: ApplyResult[] }
  /** At an interval, also when there is nothing to tell: a sign of life. */
  | { kind: 'beat'; traffic: ListenerCounters[]; usage: ReadonlyMap<string, number> }
  /** A new client of a listener with persistence: which member? */
  | { kind: 'settle'; call: number; listenerId: string; client: string; proposed: string }
  | { kind: 'assign'; listenerId: string; client: string; memberId: string }
  | { kind: 'activity'; changes: PersistenceActivity[] }
  | { kind: 'problem'; problem: EngineProblem };
