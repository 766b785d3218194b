import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Engine } from '#proxy/engine/engine.ts';
import { type ListenerFacts, trafficParts } from './traffic-metrics.ts';

export interface MetricsSource {
  engine: Pick<Engine, 'counters'>;
  listeners: () => ReadonlyMap<string, ListenerFacts>;
  missedNotifications: () => number;
  failedReports: () => number;
  lostHistory: () => number;
  readAgeSeconds: () => number | null;
}

const APPLY_DELAY_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of one worker, in a registry of its own; those of listeners and servers are written without it. */
export class Metrics {
  readonly #source: MetricsSource;
  readonly #registry = new Registry();
  readonly #failovers: Counter<'to'>;
  readonly #applyDelay: Histogram;
  readonly #inconclusive: Counter;

  constructor(source: MetricsSource) {
    this.#source = source;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#failovers = new Counter({ name: 'openslb_failovers_total', help: 'Switches between members', labelNames: ['to'], registers });
    this.#applyDelay = new Histogram({
      name: 'openslb_apply_delay_seconds',
      help: 'From a change in the database until it is in force',
      buckets: APPLY_DELAY_BUCKETS_SECONDS,
      registers,
    });
    this.#inconclusive = new Counter({
      name: 'openslb_probes_inconclusive_total',
      help: 'Probes that this node could not send, for want of descriptors or ports',
      registers,
    });
    counterOf(registers, 'openslb_missed_notifications_total', 'Changes that only the periodic read found', source.missedNotifications);
    counterOf(registers, 'openslb_reports_failed_total', 'Reports to Postgres that failed; they are made again', source.failedReports);
    counterOf(registers, 'openslb_history_lost_total', 'Probe runs and verdict changes that never reached Postgres', source.lostHistory);
    new Gauge({
      name: 'openslb_postgres_read_age_seconds',
      help: 'Time since desired state was last read from Postgres; NaN before the first time',
      registers,
      collect() {
        this.set(source.readAgeSeconds() ?? Number.NaN);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The whole text, in parts of some 50 KB. */
  async *parts(): AsyncGenerator<string> {
    yield await this.#registry.metrics();
    yield* trafficParts(this.#source.engine.counters(), this.#source.listeners());
  }

  failedOver(to: string): void {
    this.#failovers.inc({ to });
  }

  appliedAfter(delayMs: number): void {
    this.#applyDelay.observe(delayMs / 1000);
  }

  probeWasInconclusive(): void {
    this.#inconclusive.inc();
  }
}

function counterOf(registers: Registry[], name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers,
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}
