/** What several processes of one worker that forward the same listeners must agree on. */
export interface Coordination {
  /**
   * The part of a limit that this process may use at the moment, 0..1. Asked again and again, so it may change at any
   * time. Keys as `usageKey` makes them.
   */
  share(key: string): number;
  persistence: PersistenceBook;
}

export type UsageKind = 'connections' | 'rate' | 'bandwidth-in' | 'bandwidth-out';

/**
 * Names a limit: `connections:<load balancer>` and `rate:<load balancer>`; `bandwidth-in:` and `bandwidth-out:` with
 * the id of a listener that has a limit of its own, or of a load balancer for what its other listeners share.
 */
export function usageKey(kind: UsageKind, id: string): string {
  return `${kind}:${id}`;
}

/**
 * Which member a client's connections go to (data-plane 5). Times count from the last activity: a client with an open
 * connection is never forgotten. One book serves all listeners, each of which has its own clients.
 */
export interface PersistenceBook {
  /** Before anything else about a listener, and again when its time changes; 0 forgets all of it. */
  configure(listenerId: string, persistenceMs: number): void;
  /** What this process knows, without asking anybody. */
  find(listenerId: string, client: string): string | undefined;
  /**
   * For a client that `find` does not know, or whose recorded member, `unfit`, cannot receive any more: the member to use,
   * which is `proposed` unless another process was first.
   */
  settle(listenerId: string, client: string, proposed: string, unfit?: string): string | Promise<string>;
  opened(listenerId: string, client: string): void;
  closed(listenerId: string, client: string): void;
}
