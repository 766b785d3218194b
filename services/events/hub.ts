import { Client } from 'pg';
import { log } from '../log.ts';

/**
 * `config`, `status`: look again. `stale`: the database does not tell of changes any more; `live`: it does
 * again, and whatever happened meanwhile was not told.
 */
export type RegionEvent = 'config' | 'status' | 'live' | 'stale';

interface Subscriber {
  regionId: string;
  onEvent: (event: RegionEvent) => void;
}

const CHANNELS: Readonly<Record<string, RegionEvent>> = { openslb_config: 'config', openslb_status: 'status' };
const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 10_000;
const ANSWER_MAX_MS = 5000;
/** A connection that died without a word is found out by asking. */
const PING_MS = 10_000;
/** Events of one kind in one region come at most this often. */
const MERGE_MS = 200;

/**
 * One LISTEN connection for all subscribers of this process. States: idle (no subscriber, no connection),
 * connecting, live, waiting (connection lost, a retry is scheduled). The first subscriber starts it, the
 * last one to leave ends it.
 */
export class EventHub {
  readonly #databaseUrl: string;
  readonly #subscribers = new Set<Subscriber>();
  /** Open merge windows; true: an event came within. */
  readonly #merging = new Map<string, { timer: NodeJS.Timeout; isPending: boolean }>();
  #client: Client | null = null;
  /** What subscribers were told last; null before the first connection has come or failed. */
  #told: 'live' | 'stale' | null = null;
  #retryMs = RETRY_MIN_MS;
  #retryTimer: NodeJS.Timeout | undefined;
  #pingTimer: NodeJS.Timeout | undefined;

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    if (this.#told) {
      subscriber.onEvent(this.#told);
    }
    if (!this.#client && !this.#retryTimer) {
      void this.#connect();
    }
    return () => {
      if (this.#subscribers.delete(subscriber) && this.#subscribers.size === 0) {
        this.#disconnect();
      }
    };
  }

  async #connect(): Promise<void> {
    const client = new Client({
      connectionString: this.#databaseUrl,
      application_name: 'openslb console events',
      connectionTimeoutMillis: ANSWER_MAX_MS,
      query_timeout: ANSWER_MAX_MS,
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', ({ channel, payload }) => this.#notified(channel, payload ?? ''));
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, new Error('The connection ended.')));
    try {
      await client.connect();
      for (const channel of Object.keys(CHANNELS)) {
        await client.query(`LISTEN ${channel}`);
      }
    } catch (error) {
      this.#lost(client, error);
      return;
    }
    if (this.#client === client) {
      this.#becomeLive(client);
    }
  }

  #becomeLive(client: Client): void {
    this.#retryMs = RETRY_MIN_MS;
    this.#pingTimer = setInterval(() => {
      client.query('SELECT 1').catch((error: unknown) => this.#lost(client, error));
    }, PING_MS);
    if (this.#told === 'stale') {
      log('info', 'events:live');
    }
    this.#tellAll('live');
  }

  #lost(client: Client, error: unknown): void {
    if (this.#client !== client) {
      return;
    }
    if (this.#told !== 'stale') {
      log('warn', 'events:lost', { reason: error instanceof Error ? error.message : String(error) });
    }
    this.#drop(client);
    this.#retryTimer = setTimeout(
      () => {
        this.#retryTimer = undefined;
        void this.#connect();
      },
      this.#retryMs * (0.5 + Math.random() / 2),
    );
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
    this.#tellAll('stale');
  }

  #disconnect(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#retryMs = RETRY_MIN_MS;
    for (const { timer } of this.#merging.values()) {
      clearTimeout(timer);
    }
    this.#merging.clear();
    if (this.#client) {
      this.#drop(this.#client);
    }
    this.#told = null;
  }

  #drop(client: Client): void {
    clearInterval(this.#pingTimer);
    this.#client = null;
    // It may be broken already, and nobody waits for its end.
    client.end().catch(() => undefined);
  }

  #notified(channel: string, regionId: string): void {
    const event = CHANNELS[channel];
    // Any writer of the database can notify: nothing is kept for regions that nobody watches.
    if (!event || ![...this.#subscribers].some((subscriber) => subscriber.regionId === regionId)) {
      return;
    }
    const key = `${event} ${regionId}`;
    const open = this.#merging.get(key);
    if (open) {
      open.isPending = true;
      return;
    }
    this.#tell(regionId, event);
    const timer = setTimeout(() => {
      const wasPending = this.#merging.get(key)?.isPending;
      this.#merging.delete(key);
      if (wasPending) {
        this.#notified(channel, regionId);
      }
    }, MERGE_MS);
    this.#merging.set(key, { timer, isPending: false });
  }

  #tell(regionId: string, event: RegionEvent): void {
    for (const subscriber of this.#subscribers) {
      if (subscriber.regionId === regionId) {
        subscriber.onEvent(event);
      }
    }
  }

  #tellAll(event: 'live' | 'stale'): void {
    if (this.#told === event) {
      return;
    }
    this.#told = event;
    for (const subscriber of this.#subscribers) {
      subscriber.onEvent(event);
    }
  }
}
