import type pg from 'pg';
import type { FailoverEvent } from '#proxy/failover-event.ts';
import type { Log } from '#proxy/log.ts';
import { EVENTS_QUERY } from './report-query.ts';

/** Events wait for Postgres up to this number; then the oldest are lost, and that is logged. */
const EVENTS_MAX = 10_000;
const EVENTS_PER_REPORT = 500;

/** Failover events on their way to Postgres. */
export class EventQueue {
  readonly #nodeId: string;
  readonly #log: Log;
  #events: FailoverEvent[] = [];

  constructor(options: { nodeId: string; log: Log }) {
    this.#nodeId = options.nodeId;
    this.#log = options.log;
  }

  get isBehind(): boolean {
    return this.#events.length > 0;
  }

  /** Those that Postgres does not have yet. */
  pending(): FailoverEvent[] {
    return [...this.#events];
  }

  /** `events`: what an earlier process of this node could not report. */
  restore(events: FailoverEvent[]): void {
    this.#events = [...events, ...this.#events];
  }

  add(event: FailoverEvent): void {
    this.#events.push(event);
    if (this.#events.length > EVENTS_MAX) {
      const [lost] = this.#events.splice(0, 1);
      this.#log.error('failover-event:lost', { listener: lost?.listenerId, at: lost?.at });
    }
  }

  /** In a transaction of its own, since it may wait for a load balancer that is being deleted. Returns the regions concerned. */
  async report(client: pg.PoolClient): Promise<Set<string>> {
    const events = this.#events.slice(0, EVENTS_PER_REPORT);
    if (events.length > 0) {
      await client.query(EVENTS_QUERY, [this.#nodeId, JSON.stringify(events.map(eventRow))]);
      const stored = new Set(events);
      this.#events = this.#events.filter((event) => !stored.has(event));
    }
    return new Set(events.map((event) => event.regionId));
  }
}

function eventRow(event: FailoverEvent) {
  return {
    id: event.id,
    load_balancer_id: event.loadBalancerId,
    listener_id: event.listenerId,
    protocol: event.protocol,
    port: event.port,
    group_id: event.groupId,
    group_name: event.groupName,
    from_role: event.from,
    to_role: event.to,
    from_server: event.fromServer,
    to_server: event.toServer,
    reason: event.reason,
    at: event.at,
  };
}
