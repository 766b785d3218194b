import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ListenerProtocol } from '#domain/listener.ts';
import type { Engine, ListenerCounters } from '#proxy/engine/engine.ts';

/** One listener as the metrics name and judge it. */
export interface ListenerFacts {
  loadBalancerId: string;
  protocol: ListenerProtocol;
  port: number;
  inForce: boolean;
  /** Null: nothing is checked. */
  activeHealth: 'unknown' | 'healthy' | 'unhealthy' | null;
  serving: 'active' | 'standby' | null;
}

export interface MetricsSource {
  engine: Pick<Engine, 'counters'>;
  listeners: () => ReadonlyMap<string, ListenerFacts>;
  missedNotifications: () => number;
  readAgeSeconds: () => number | null;
}

const LISTENER_LABELS = ['listener', 'load_balancer', 'protocol', 'port'] as const;
type Totals = Exclude<keyof ListenerCounters, 'listenerId' | 'connectionsCurrent'>;
const TOTALS: [Totals, string, string][] = [
  ['connectionsTotal', 'openslb_connections_total', 'Connections or UDP flows taken'],
  ['connectErrorsTotal', 'openslb_connect_errors_total', 'Connections or flows whose server could not be reached'],
  ['droppedTotal', 'openslb_dropped_total', 'Connections or datagrams refused or dropped'],
  ['bytesInTotal', 'openslb_bytes_in_total', 'Payload bytes from clients to servers'],
  ['bytesOutTotal', 'openslb_bytes_out_total', 'Payload bytes from servers to clients'],
];
const APPLY_DELAY_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const HEALTH_VALUE = { unhealthy: 0, healthy: 1, unknown: -1 };

/** The metrics of one worker, in a registry of its own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #failovers: Counter<'to'>;
  readonly #applyDelay: Histogram;
  readonly #inconclusive: Counter;

  constructor(source: MetricsSource) {
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
    addListenerMetrics(registers, source);
    new Counter({
      name: 'openslb_missed_notifications_total',
      help: 'Changes that only the periodic read found',
      registers,
      collect() {
        this.reset();
        this.inc(source.missedNotifications());
      },
    });
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

  text(): Promise<string> {
    return this.#registry.metrics();
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

function addListenerMetrics(registers: Registry[], source: MetricsSource): void {
  const labelsOf = (listenerId: string) => {
    const facts = source.listeners().get(listenerId);
    return facts && { listener: listenerId, load_balancer: facts.loadBalancerId, protocol: facts.protocol, port: String(facts.port) };
  };
  for (const [key, name, help] of TOTALS) {
    new Counter({
      name,
      help,
      labelNames: LISTENER_LABELS,
      registers,
      collect() {
        this.reset();
        for (const counters of source.engine.counters()) {
          const labels = labelsOf(counters.listenerId);
          if (labels) {
            this.inc(labels, counters[key]);
          }
        }
      },
    });
  }
  new Gauge({
    name: 'openslb_connections_current',
    help: 'Connections or UDP flows open now',
    labelNames: LISTENER_LABELS,
    registers,
    collect() {
      this.reset();
      for (const counters of source.engine.counters()) {
        const labels = labelsOf(counters.listenerId);
        if (labels) {
          this.set(labels, counters.connectionsCurrent);
        }
      }
    },
  });
  const perListener = (name: string, help: string, read: (facts: ListenerFacts) => number | null) =>
    new Gauge({
      name,
      help,
      labelNames: LISTENER_LABELS,
      registers,
      collect() {
        this.reset();
        for (const [id, facts] of source.listeners()) {
          const value = read(facts);
          const labels = labelsOf(id);
          if (labels && value !== null) {
            this.set(labels, value);
          }
        }
      },
    });
  perListener('openslb_listener_in_force', '1: accepts traffic; 0: could not be started', (facts) => Number(facts.inForce));
  perListener('openslb_active_server_healthy', '1 healthy, 0 unhealthy, -1 no verdict yet', (facts) =>
    facts.activeHealth === null ? null : HEALTH_VALUE[facts.activeHealth],
  );
  perListener('openslb_standby_serves', '1: the standby gets new traffic', (facts) => Number(facts.serving === 'standby'));
}
