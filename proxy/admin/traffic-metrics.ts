import type { VerdictState } from '#domain/health-check.ts';
import type { ListenerProtocol } from '#domain/listener.ts';
import { CONNECT_TIME_BOUNDS_MS, type ListenerCounters, type MemberCounters, type TrafficCounters } from '#proxy/engine/engine.ts';

export interface ServerFacts {
  /** `address:port`. */
  server: string;
  /** Null: not checked. */
  health: VerdictState | null;
}

/** One listener as the metrics name and judge it. */
export interface ListenerFacts {
  loadBalancerId: string;
  protocol: ListenerProtocol;
  port: number;
  inForce: boolean;
  /** Of an active/standby group that is in force. */
  serving: 'active' | 'standby' | null;
  /** Of an active/standby group. */
  activeId: string | null;
  /** Of the standby; null: not probed. Nobody decides anything by it. */
  standbyReady: VerdictState | null;
  /** By member id. */
  servers: ReadonlyMap<string, ServerFacts>;
}

const LINES_PER_PART = 500;
const HEALTH_VALUE: Record<VerdictState, number> = { unhealthy: 0, healthy: 1, unknown: -1 };

interface ListenerSample {
  labels: string;
  facts: ListenerFacts;
  counters: ListenerCounters | undefined;
}

interface ServerSample {
  labels: string;
  health: VerdictState | null;
  counters: MemberCounters | undefined;
}

type Line = [suffix: string, labels: string, value: number];

interface Family<T> {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  lines: (sample: T) => Line[];
}

const TOTALS: [keyof TrafficCounters, string, string][] = [
  ['connectionsTotal', 'connections_total', 'Connections or UDP flows taken'],
  ['connectErrorsTotal', 'connect_errors_total', 'Attempts to reach a server that failed'],
  ['bytesInTotal', 'bytes_in_total', 'Payload bytes from clients to servers'],
  ['bytesOutTotal', 'bytes_out_total', 'Payload bytes from servers to clients'],
  ['packetsInTotal', 'packets_in_total', 'Datagrams from clients to servers; 0 for TCP'],
  ['packetsOutTotal', 'packets_out_total', 'Datagrams from servers to clients; 0 for TCP'],
];

function trafficFamilies<T extends { labels: string; counters: TrafficCounters | undefined }>(prefix: string): Family<T>[] {
  return [
    ...TOTALS.map(
      ([key, name, help]): Family<T> => ({
        name: `${prefix}_${name}`,
        type: 'counter',
        help,
        lines: ({ labels, counters }) => [['', labels, counters?.[key] ?? 0]],
      }),
    ),
    {
      name: `${prefix}_connections_current`,
      type: 'gauge',
      help: 'Connections or UDP flows open now',
      lines: ({ labels, counters }) => [['', labels, counters?.connectionsCurrent ?? 0]],
    },
  ];
}

const LISTENER_FAMILIES: Family<ListenerSample>[] = [
  ...trafficFamilies<ListenerSample>('openslb'),
  {
    name: 'openslb_dropped_total',
    type: 'counter',
    help: 'Connections or datagrams refused or dropped, by reason; a reason that has not come up is absent',
    lines: ({ labels, counters }) =>
      Object.entries(counters?.drops ?? {}).map(([reason, count]) => ['', `${labels},reason="${reason}"`, count]),
  },
  {
    name: 'openslb_listener_in_force',
    type: 'gauge',
    help: '1: accepts traffic; 0: could not be started',
    lines: ({ labels, facts }) => [['', labels, Number(facts.inForce)]],
  },
  {
    name: 'openslb_active_server_healthy',
    type: 'gauge',
    help: 'Of an active/standby group: 1 healthy, 0 unhealthy, -1 no verdict yet',
    lines: ({ labels, facts }) => {
      const health = facts.servers.get(facts.activeId ?? '')?.health ?? null;
      return health === null ? [] : [['', labels, HEALTH_VALUE[health]]];
    },
  },
  {
    name: 'openslb_standby_serves',
    type: 'gauge',
    help: 'Of an active/standby group: 1 if the standby gets new traffic',
    lines: ({ labels, facts }) => (facts.activeId === null ? [] : [['', labels, Number(facts.serving === 'standby')]]),
  },
  {
    name: 'openslb_standby_ready',
    type: 'gauge',
    help: 'Readiness check of the standby: 1 healthy, 0 unhealthy, -1 no verdict yet; absent if it is off. Moves no traffic',
    lines: ({ labels, facts }) => (facts.standbyReady === null ? [] : [['', labels, HEALTH_VALUE[facts.standbyReady]]]),
  },
];

const SERVER_FAMILIES: Family<ServerSample>[] = [
  ...trafficFamilies<ServerSample>('openslb_server'),
  {
    name: 'openslb_server_up',
    type: 'gauge',
    help: 'Health check of this listener: 1 healthy, 0 unhealthy, -1 no verdict yet; absent if not checked',
    lines: ({ labels, health }) => (health === null ? [] : [['', labels, HEALTH_VALUE[health]]]),
  },
  {
    name: 'openslb_connect_duration_seconds',
    type: 'histogram',
    help: 'How long the server took to accept a TCP connection; absent until it has accepted one',
    lines: ({ labels, counters }) => connectTimes(labels, counters),
  },
];

/**
 * Metrics of listeners and of their servers, in parts. Only what is configured has lines, so removed ones do not pile
 * up. With 10,000 listeners these are hundreds of thousands of lines: whoever writes them lets traffic have its turn
 * after each part.
 */
export function* trafficParts(counters: readonly ListenerCounters[], listeners: ReadonlyMap<string, ListenerFacts>): Generator<string> {
  const { listenerSamples, serverSamples } = samplesOf(counters, listeners);
  for (const family of LISTENER_FAMILIES) {
    yield* familyParts(family, listenerSamples);
  }
  for (const family of SERVER_FAMILIES) {
    yield* familyParts(family, serverSamples);
  }
}

function samplesOf(counters: readonly ListenerCounters[], listeners: ReadonlyMap<string, ListenerFacts>) {
  const byListener = new Map(counters.map((one) => [one.listenerId, one]));
  const listenerSamples: ListenerSample[] = [];
  const serverSamples: ServerSample[] = [];
  for (const [id, facts] of listeners) {
    const labels = `listener="${id}",load_balancer="${facts.loadBalancerId}",protocol="${facts.protocol}",port="${facts.port}"`;
    const ofListener = byListener.get(id);
    const byMember = new Map(ofListener?.members.map((member) => [member.memberId, member]));
    listenerSamples.push({ labels, facts, counters: ofListener });
    for (const [memberId, { server, health }] of facts.servers) {
      serverSamples.push({ labels: `${labels},server="${server}",member="${memberId}"`, health, counters: byMember.get(memberId) });
    }
  }
  return { listenerSamples, serverSamples };
}

function* familyParts<T>({ name, type, help, lines }: Family<T>, samples: readonly T[]): Generator<string> {
  let text = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  let written = 0;
  for (const sample of samples) {
    for (const [suffix, labels, value] of lines(sample)) {
      text += `${name}${suffix}{${labels}} ${value}\n`;
      written += 1;
    }
    if (written >= LINES_PER_PART) {
      yield text;
      text = '';
      written = 0;
    }
  }
  yield text;
}

function connectTimes(labels: string, counters: MemberCounters | undefined): Line[] {
  const lines: Line[] = [];
  let sum = 0;
  for (const [index, bound] of [...CONNECT_TIME_BOUNDS_MS, null].entries()) {
    sum += counters?.connectTimes[index] ?? 0;
    lines.push(['_bucket', `${labels},le="${bound === null ? '+Inf' : bound / 1000}"`, sum]);
  }
  return sum === 0 ? [] : [...lines, ['_sum', labels, (counters?.connectMsTotal ?? 0) / 1000], ['_count', labels, sum]];
}
