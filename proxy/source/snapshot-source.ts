import { BoundedRunner } from '#proxy/bounded-runner.ts';
import { type Log, messageOf } from '#proxy/log.ts';
import { NotificationListener } from './notification-listener.ts';
import type { Snapshot } from './snapshot.ts';
import { SnapshotReader } from './snapshot-reader.ts';

const READ_INTERVAL_MS_MIN = 10;
/** The poll that finds what notifications missed. */
const READ_INTERVAL_MS_MAX = 5000;
const READ_RETRY_MS = 200;
/** A notification may be this much later than the read that already saw its change. */
const NOTIFICATION_LATE_MS = 1000;

export interface SnapshotSourceOptions {
  databaseUrl: string;
  regions: string[] | null;
  log: Log;
  onSnapshot: (snapshot: Snapshot) => void;
  /** Somebody asks for a single check, or may have while nothing could be heard. */
  onProbeAsked: () => void;
}

/** Desired state, as Postgres has it: read on each notification, and now and then without one. */
export class SnapshotSource {
  readonly #options: SnapshotSourceOptions;
  readonly #reader: SnapshotReader;
  readonly #listener: NotificationListener;
  readonly #runner: BoundedRunner;
  readonly #notifiedAt = new Map<string, number>();
  readonly #missed = new Map<string, number>();
  readonly #missedTimers = new Set<NodeJS.Timeout>();
  #revisions = new Map<string, number>();
  #hasConnectedSinceRead = true;
  #isFailing = false;
  #readAt: number | null = null;
  #firstRead: { resolve: (isRead: boolean) => void; promise: Promise<boolean> };

  constructor(options: SnapshotSourceOptions) {
    this.#options = options;
    this.#firstRead = deferred();
    this.#reader = new SnapshotReader({
      databaseUrl: options.databaseUrl,
      regions: options.regions,
      onInvalid: (loadBalancerId, message) => options.log.error('load-balancer:unreadable', { id: loadBalancerId, reason: message }),
    });
    this.#runner = new BoundedRunner({
      run: () => this.#read(),
      minIntervalMs: READ_INTERVAL_MS_MIN,
      maxIntervalMs: READ_INTERVAL_MS_MAX,
      retryMs: READ_RETRY_MS,
      onFailure: (error) => this.#fail(error),
    });
    this.#listener = new NotificationListener({
      databaseUrl: options.databaseUrl,
      log: options.log,
      onNotified: (notification, regionId) => {
        if (notification === 'probe') {
          options.onProbeAsked();
          return;
        }
        this.#notifiedAt.set(regionId, performance.now());
        this.#runner.trigger();
      },
      onConnected: () => {
        this.#hasConnectedSinceRead = true;
        this.#runner.trigger();
        options.onProbeAsked();
      },
    });
  }

  /** Resolves with true after the first successful read, with false after the first failure. */
  async start(): Promise<boolean> {
    this.#listener.start();
    this.#runner.trigger();
    return this.#firstRead.promise;
  }

  async stop(): Promise<void> {
    for (const timer of this.#missedTimers) {
      clearTimeout(timer);
    }
    await Promise.all([this.#runner.stop(), this.#listener.stop()]);
    await this.#reader.close();
  }

  /** Changes per region that only the periodic read found. */
  missedNotifications(regionId: string): number {
    return this.#missed.get(regionId) ?? 0;
  }

  missedNotificationsTotal(): number {
    return Array.from(this.#missed.values()).reduce((sum, count) => sum + count, 0);
  }

  /** Seconds since Postgres was last read; null before the first time. */
  readAgeSeconds(): number | null {
    return this.#readAt === null ? null : (performance.now() - this.#readAt) / 1000;
  }

  async #read(): Promise<void> {
    const startedAt = performance.now();
    const mayHaveMissed = this.#hasConnectedSinceRead;
    this.#hasConnectedSinceRead = false;
    const snapshot = await this.#reader.read();
    this.#readAt = performance.now();
    if (this.#isFailing) {
      this.#isFailing = false;
      this.#options.log.info('postgres:connected');
    }
    const revisions = new Map(snapshot.regions.map((region) => [region.id, region.revision]));
    if (!mayHaveMissed) {
      this.#expectNotifications(revisions, startedAt);
    }
    this.#revisions = revisions;
    this.#options.onSnapshot(snapshot);
    this.#firstRead.resolve(true);
  }

  #fail(error: unknown): void {
    // What came to pass while nothing could be read was not missed by the notifications.
    this.#hasConnectedSinceRead = true;
    if (!this.#isFailing) {
      this.#isFailing = true;
      this.#options.log.error('postgres:failed', { reason: messageOf(error), effect: 'traffic goes on with what was read last' });
    }
    this.#firstRead.resolve(false);
  }

  /** A change whose notification does not come soon was missed, and the connection for them may be dead. */
  #expectNotifications(revisions: ReadonlyMap<string, number>, startedAt: number): void {
    const changed = [...revisions].filter(([id, revision]) => this.#revisions.get(id) !== revision).map(([id]) => id);
    if (changed.length === 0) {
      return;
    }
    const timer = setTimeout(() => {
      this.#missedTimers.delete(timer);
      const missed = changed.filter((id) => (this.#notifiedAt.get(id) ?? Number.NEGATIVE_INFINITY) < startedAt - NOTIFICATION_LATE_MS);
      if (missed.length > 0 && !this.#hasConnectedSinceRead) {
        for (const id of missed) {
          this.#missed.set(id, this.missedNotifications(id) + 1);
        }
        this.#options.log.warn('notifications:missed', { regions: missed.join(',') });
        this.#listener.reconnect();
      }
    }, NOTIFICATION_LATE_MS);
    this.#missedTimers.add(timer);
  }
}

function deferred() {
  let resolve: (isRead: boolean) => void = () => {};
  const promise = new Promise<boolean>((done) => {
    resolve = done;
  });
  return { resolve, promise };
}
