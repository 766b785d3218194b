import type { ApplyResult, ConnectionEffect, EngineProblem, ListenerCounters, ListenerRouting, PlanChange } from '../engine.ts';
import type { PersistenceActivity } from './persistence-authority.ts';

/**
 * What control process and forwarders say to each other, over the channel that Node opens between them. Both come from
 * one release, except during a reload, when the control process is the older one: so a change of meaning raises
 * PROTOCOL, and a forwarder that speaks another one is not taken.
 */
export const PROTOCOL = 2;

/** UDP flows of a listener that a forwarder has, which takes datagrams for them at this port. */
export interface HeldFlows {
  listenerId: string;
  port: number;
  /** As the engine's `udpFlowKeys`. */
  keys: readonly string[];
}

/** Every `call` is answered, in whatever order. */
export type ToForwarder =
  /** `succeeding`: UDP listeners whose port an older forwarder still has; their flows follow by `take-over`. */
  | { kind: 'apply'; call: number; change: PlanChange; succeeding: ReadonlySet<string> }
  | { kind: 'route'; changes: ReadonlyMap<string, ListenerRouting> }
  /** Say what you have counted until now, then answer. */
  | { kind: 'flush'; call: number }
  /**
   * Accept nothing more; end by yourself when all connections and flows have ended, or after the time, which a second one
   * may shorten.
   */
  | { kind: 'retire'; drainMs: number }
  /** The same, but UDP ends at once, as nobody takes it over. */
  | { kind: 'close'; drainMs: number }
  /** The forwarder with this port for passed datagrams has bound the ports of these listeners. */
  | { kind: 'hand-over'; call: number; listenerIds: readonly string[]; takerPort: number }
  | { kind: 'take-over'; listenerIds: readonly string[]; flows: readonly HeldFlows[] }
  /** Null: all that this holder had. */
  | { kind: 'flows-ended'; listenerId: string; port: number; keys: readonly string[] | null }
  /** The part of each limit that it may use, by key; `even` of those that are not named. */
  | { kind: 'shares'; even: number; shares: ReadonlyMap<string, number> }
  /** Answers `settle`. */
  | { kind: 'settled'; call: number; memberId: string }
  | { kind: 'assigned'; listenerId: string; client: string; memberId: string };

export type FromForwarder =
  | { kind: 'ready'; protocol: number; relayPort: number }
  | { kind: 'answer'; call: number; results: ApplyResult[]; effects: ReadonlyMap<string, ConnectionEffect> }
  | { kind: 'flushed'; call: number }
  | { kind: 'handed-over'; call: number; flows: { listenerId: string; keys: string[] }[] }
  | { kind: 'flows-ended'; listenerId: string; keys: string[] }
  /** At an interval, also when there is nothing to tell: a sign of life. */
  | { kind: 'beat'; traffic: ListenerCounters[]; usage: ReadonlyMap<string, number> }
  /** A new client of a listener with persistence, or one whose member, `unfit`, cannot receive any more: which member? */
  | { kind: 'settle'; call: number; listenerId: string; client: string; proposed: string; unfit: string | undefined }
  | { kind: 'activity'; changes: PersistenceActivity[] }
  | { kind: 'problem'; problem: EngineProblem };
