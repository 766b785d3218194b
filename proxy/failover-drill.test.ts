import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type CheckSettings, type ListenerColumns, TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase } from '#test/database.ts';
import { firstLine, freePort, startTcpServer, startUdpServer, type ToyServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { spawnWorker } from '#test/worker.ts';

/** Failover drills, from the row to the traffic: a database, a worker with its forwarder processes, real sockets. */

const REGION = 'drills';
const cleanups: (() => unknown)[] = [];

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

type Pair = Record<'active' | 'standby', ToyServer>;

async function startPair(host: number, protocol: 'tcp' | 'udp'): Promise<Pair> {
  const start = protocol === 'tcp' ? startTcpServer : startUdpServer;
  const pair = {
    active: await start({ name: 'active', address: `127.0.71.${host}` }),
    standby: await start({ name: 'standby', address: `127.0.72.${host}` }),
  };
  cleanups.push(
    () => pair.active.stop(),
    () => pair.standby.stop(),
  );
  return pair;
}

/** A database and a worker of its own, with one pair of servers and one group of them. */
class Site {
  readonly address: string;

  private constructor(
    readonly configuration: TestConfiguration,
    readonly databaseUrl: string,
    readonly servers: Pair,
    readonly loadBalancerId: string,
    readonly groupId: string,
    readonly dataDir: string,
    host: number,
  ) {
    this.address = `127.0.70.${host}`;
  }

  static async create(host: number, protocol: 'tcp' | 'udp' = 'tcp'): Promise<Site> {
    const database = await createTestDatabase();
    const configuration = new TestConfiguration(database.url);
    const dataDir = await mkdtemp(join(tmpdir(), 'openslb-drill-'));
    cleanups.push(
      () => database.drop(),
      () => configuration.close(),
      () => rm(dataDir, { recursive: true, force: true }),
    );
    await configuration.addRegion(REGION);
    const servers = await startPair(host, protocol);
    const loadBalancerId = await configuration.addLoadBalancer(REGION, `127.0.70.${host}`);
    const groupId = await configuration.addGroup(REGION, loadBalancerId, servers);
    return new Site(configuration, database.url, servers, loadBalancerId, groupId, dataDir, host);
  }

  async startWorker() {
    const worker = await spawnWorker({ databaseUrl: this.databaseUrl, dataDir: this.dataDir, nodeId: 'node-1' });
    cleanups.push(() => worker.kill('SIGKILL'));
    return worker;
  }

  async listen(
    options: { protocol?: 'tcp' | 'udp'; check?: CheckSettings; columns?: ListenerColumns; groupId?: string } = {},
  ): Promise<Listener> {
    const port = await freePort(this.address);
    const { groupId = this.groupId, ...listener } = options;
    const id = await this.configuration.addListener(this.loadBalancerId, groupId, { ...listener, port });
    return new Listener(this, id, port);
  }

  async drill(seconds: number): Promise<string> {
    const [row] = await this.configuration.query<{ id: string }>(
      `INSERT INTO failover_drill (group_id, load_balancer_id, seconds, reason, started_by, started_at, ends_at)
      SELECT $1, $2, $3::int, 'rehearsal', 'Ada', at, at + make_interval(secs => $3::int) FROM (SELECT clock_timestamp() AS at) c RETURNING id`,
      [this.groupId, this.loadBalancerId, seconds],
    );
    return row?.id ?? '';
  }

  async stopDrill(id: string): Promise<void> {
    await this.configuration.query(`UPDATE failover_drill SET stopped_at = clock_timestamp(), stopped_by = 'Ada' WHERE id = $1`, [id]);
  }
}

interface ResultRow {
  began_at: Date;
  moved_at: Date | null;
  returned_at: Date | null;
  downtime_ms: number | null;
  connections_affected: number;
  note: string | null;
}

class Listener {
  constructor(
    readonly site: Site,
    readonly id: string,
    readonly port: number,
  ) {}

  reached(): Promise<string> {
    return firstLine(this.port, this.site.address).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  }

  async healthy(): Promise<void> {
    const isHealthy = async () => (await this.site.configuration.verdictsOf(this.id))[0]?.state === 'healthy';
    await waitFor(isHealthy, { what: `${this.id} healthy` });
  }

  async reaches(name: string): Promise<void> {
    await waitFor(async () => (await this.reached()) === name, { intervalMs: 50, what: `${this.id} to reach the ${name}` });
  }

  async result(what: string, condition: (row: ResultRow) => boolean): Promise<ResultRow> {
    return waitFor(
      async () => {
        const [row] = await this.site.configuration.query<ResultRow & Record<string, unknown>>(
          'SELECT * FROM drill_result WHERE listener_id = $1',
          [this.id],
        );
        return row && condition(row) && row;
      },
      { what: `a drill result: ${what}` },
    );
  }

  events() {
    return this.site.configuration.eventsOf(this.id);
  }
}

const hasMoved = (row: ResultRow) => row.moved_at !== null;
const hasReturned = (row: ResultRow) => row.returned_at !== null;

describe.concurrent('a failover drill', { timeout: 240_000 }, () => {
  test('moves the traffic when a dead server would have been noticed, and gives it back on its own', async () => {
    const site = await Site.create(1);
    const listener = await site.listen();
    await site.startWorker();
    await listener.healthy();
    expect(await listener.reached()).toBe('active');
    await site.drill(10);
    await listener.result('began', () => true);
    const sent = await Promise.all([listener.reached(), listener.reached(), listener.reached()]);
    const moved = await listener.result('moved', hasMoved);
    expect(await listener.reached()).toBe('standby');
    expect(await site.configuration.verdictsOf(listener.id)).toEqual([{ role: 'active', state: 'unhealthy', reason: 'failover drill' }]);
    // Two probes that give no answer in a second, a second between them, and up to one until the first.
    expect(moved.downtime_ms).toBeGreaterThanOrEqual(3000);
    expect(moved.connections_affected).toBe(sent.filter((name) => name === 'active').length);
    const returned = await listener.result('returned', hasReturned);
    expect(await listener.reached()).toBe('active');
    expect(returned).toMatchObject({ note: null, downtime_ms: moved.downtime_ms, connections_affected: moved.connections_affected });
    const events = await waitFor(async () => {
      const rows = await listener.events();
      return rows.length === 2 && rows;
    });
    expect(events.map(({ to_role }) => to_role)).toEqual(['standby', 'active']);
    expect(events.every(({ reason }) => reason.startsWith('Failover drill: '))).toBe(true);
  });
});
