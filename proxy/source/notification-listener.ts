import pg from 'pg';
import { type Log, messageOf } from '#proxy/log.ts';

/** `config`: configuration has changed. `probe`: somebody asks for a single check. */
export type Notification = 'config' | 'probe';
const CHANNELS: Readonly<Record<string, Notification>> = { openslb_config: 'config', openslb_probe: 'probe' };
const CONNECT_TIMEOUT_MS = 3000;
const RECONNECT_MS_MIN = 100;
const RECONNECT_MS_MAX = 5000;
/** How soon the system begins to ask a silent database whether it is still there. */
const KEEP_ALIVE_DELAY_MS = 10_000;

export interface NotificationListenerOptions {
  databaseUrl: string;
  log: Log;
  onNotified: (notification: Notification, regionId: string) => void;
  onConnected: () => void;
}

/**
 * Listens for what concerns workers on a connection of its own, rebuilt with growing, jittered delays.
 * What is notified while it is away is lost, so `onConnected` means: look again.
 */
export class NotificationListener {
  readonly #options: NotificationListenerOptions;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #isStopped = false;

  constructor(options: NotificationListenerOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#connect();
  }

  /** Leaves a connection that seems to have gone deaf: at once, since an orderly end would wait for its other side. */
  reconnect(): void {
    this.#client?.connection.stream.destroy();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.databaseUrl,
      application_name: 'openslb worker notifications',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    });
    this.#client = client;
    // Errors of an established connection are followed by `end`.
    client.on('error', () => {});
    client.once('end', () => this.#reconnectLater(client));
    client.on('notification', ({ channel, payload }) => {
      const notification = CHANNELS[channel];
      if (notification) {
        this.#options.onNotified(notification, payload ?? '');
      }
    });
    try {
      await client.connect();
      await client.query(
        Object.keys(CHANNELS)
          .map((channel) => `LISTEN ${channel}`)
          .join('; '),
      );
      this.#failures = 0;
      this.#options.log.info('notifications:connected');
      this.#options.onConnected();
    } catch (error) {
      if (this.#failures === 0 && !this.#isStopped) {
        this.#options.log.warn('notifications:failed', { reason: messageOf(error) });
      }
      this.#failures += 1;
      client.end().catch(() => {});
      this.#reconnectLater(client);
    }
  }

  #reconnectLater(client: pg.Client): void {
    if (this.#isStopped || client !== this.#client) {
      return;
    }
    clearTimeout(this.#timer);
    const delayMs = Math.min(RECONNECT_MS_MAX, RECONNECT_MS_MIN * 2 ** Math.min(this.#failures, 10));
    this.#timer = setTimeout(() => void this.#connect(), delayMs * (0.5 + Math.random() / 2));
  }
}
