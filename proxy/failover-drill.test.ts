import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CheckSettings, type ListenerColumns, TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase } from '#test/database.ts';
import { hold, startConnecting } from '#test/forwarders.ts';
import { firstLine, freePort, openUdpClient, startRelay, startTcpServer, startUdpServer, type ToyServer } from '#test/servers.ts';
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

/** A database with a worker, which reaches it through a relay that can be cut. */
class Stage {
  /** The logs of its workers, one after the other. */
  readonly #logs: (readonly string[])[] = [];

  private constructor(
    readonly configuration: TestConfiguration,
    readonly relay: Awaited<ReturnType<typeof startRelay>>,
    readonly databaseUrl: string,
    readonly dataDir: string,
  ) {}

  static async create(): Promise<Stage> {
    const database = await createTestDatabase();
    const configuration = new TestConfiguration(database.url);
    const dataDir = await mkdtemp(join(tmpdir(), 'openslb-drill-'));
    const url = new URL(database.url);
    const relay = await startRelay({ address: url.hostname, port: Number(url.port) });
    url.port = String(relay.port);
    cleanups.push(
      () => database.drop(),
      () => configuration.close(),
      () => relay.cut(),
      () => rm(dataDir, { recursive: true, force: true }),
    );
    await configuration.addRegion(REGION);
    return new Stage(configuration, relay, url.href, dataDir);
  }

  async startWorker() {
    const worker = await spawnWorker({ databaseUrl: this.databaseUrl, dataDir: this.dataDir, nodeId: 'node-1' });
    cleanups.push(() => worker.kill('SIGKILL'));
    this.#logs.push(worker.lines, worker.errorLines);
    return worker;
  }

  log(): string {
    return this.#logs.map((lines) => lines.join('\n')).join('\n--\n');
  }

  /** As the worker would find it after a crash. */
  copy(): Promise<string> {
    return readFile(join(this.dataDir, 'worker-node-1.json'), 'utf8');
  }
}

/** An instance with one pair of servers and one group of them. */
class Site {
  readonly address: string;

  private constructor(
    readonly stage: Stage,
    readonly servers: Pair,
    readonly loadBalancerId: string,
    readonly groupId: string,
    host: number,
  ) {
    this.address = `127.0.70.${host}`;
  }

  get configuration(): TestConfiguration {
    return this.stage.configuration;
  }

  static async create(stage: Stage, host: number, protocol: 'tcp' | 'udp' = 'tcp'): Promise<Site> {
    const { configuration } = stage;
    const servers = await startPair(host, protocol);
    const loadBalancerId = await configuration.addLoadBalancer(REGION, `127.0.70.${host}`);
    const groupId = await configuration.addGroup(REGION, loadBalancerId, servers);
    return new Site(stage, servers, loadBalancerId, groupId, host);
  }

  async switch(to: 'active' | 'standby'): Promise<void> {
    await this.configuration.query(
      `UPDATE active_standby_group SET switch_to = $2, switch_reason = 'maintenance', switched_by = 'Ada', switched_at = clock_timestamp()
      WHERE id = $1`,
      [this.groupId, to],
    );
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
    await this.verdict('healthy');
  }

  async verdict(state: string): Promise<void> {
    await waitFor(async () => (await this.site.configuration.verdictsOf(this.id))[0]?.state === state, { what: `${this.id} ${state}` });
  }

  /** The worker has read its row, and what it did is in Postgres. */
  async isInForceAsItIs(): Promise<void> {
    const { configuration } = this.site;
    await waitFor(
      async () => {
        const [row] = await configuration.query<{ revision: number }>('SELECT revision FROM listener WHERE id = $1', [this.id]);
        return (await configuration.statusOf(this.id))?.revision === row?.revision;
      },
      { what: `${this.id} in force as it is` },
    );
  }

  async reaches(name: string): Promise<void> {
    await waitFor(async () => (await this.reached()) === name, { intervalMs: 50, what: `${this.id} to reach the ${name}` });
  }

  async result(what: string, condition: (row: ResultRow) => boolean): Promise<ResultRow> {
    let row: (ResultRow & Record<string, unknown>) | undefined;
    return waitFor(
      async () => {
        [row] = await this.site.configuration.query<ResultRow & Record<string, unknown>>(
          'SELECT * FROM drill_result WHERE listener_id = $1',
          [this.id],
        );
        return row && condition(row) && row;
      },
      { what: () => `a drill result: ${what}; it is ${JSON.stringify(row)}, and the workers said:\n${this.site.stage.log()}` },
    );
  }

  events() {
    return this.site.configuration.eventsOf(this.id);
  }
}

const hasMoved = (row: ResultRow) => row.moved_at !== null;
const hasReturned = (row: ResultRow) => row.returned_at !== null;

let shared: Stage;
beforeAll(async () => {
  shared = await Stage.create();
  await shared.startWorker();
});

/** Longer than any test: it ends by something else. */
const LONG = 600;

describe.concurrent('a failover drill', { timeout: 240_000 }, () => {
  test('moves the traffic when a dead server would have been noticed, and gives it back on its own', async () => {
    const site = await Site.create(shared, 1);
    const listener = await site.listen();
    await listener.healthy();
    expect(await listener.reached()).toBe('active');
    await site.drill(10);
    await listener.result('began', () => true);
    const sent = await Promise.all([listener.reached(), listener.reached(), listener.reached()]);
    const moved = await listener.result('moved', hasMoved);
    expect(await listener.reached()).toBe('standby');
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

  test('counts the connections that would have failed, each of them, and harms none', async () => {
    const site = await Site.create(shared, 12);
    const probed = await startTcpServer({ address: site.servers.active.address });
    cleanups.push(() => probed.stop());
    const listener = await site.listen({ check: { port: probed.port } });
    await listener.healthy();
    const id = await site.drill(LONG);
    await listener.result('began', () => true);
    const load = startConnecting(listener.port, site.address);
    const moved = await listener.result('moved', hasMoved);
    const { served, failed } = await load.stop();
    expect(failed).toEqual([]);
    expect(moved.connections_affected).toBe(site.servers.active.received());
    expect(site.servers.active.received() + site.servers.standby.received()).toBe(served);
    expect(moved.connections_affected).toBeGreaterThan(0);
    await site.stopDrill(id);
    await listener.result('returned', hasReturned);
  });

  test('does to open connections what a failover does', async () => {
    const site = await Site.create(shared, 13);
    const kept = await site.listen();
    const cut = await site.listen({ columns: { on_failover_mode: 'reset' } });
    await kept.healthy();
    await cut.healthy();
    const [stays, goes] = [await hold(kept.port, site.address), await hold(cut.port, site.address)];
    await site.drill(10);
    for (const listener of [kept, cut]) {
      await listener.result('moved', hasMoved);
    }
    await waitFor(() => goes.isClosed(), { what: 'the reset' });
    for (const listener of [kept, cut]) {
      await listener.result('returned', hasReturned);
    }
    expect(await stays.echoes('here')).toBe(true);
    stays.socket.destroy();
  });

  test('ends when it is stopped, and traffic returns though failback is manual, or delayed by an hour', async () => {
    const site = await Site.create(shared, 2);
    const manual = await site.listen({ columns: { failback_mode: 'manual' } });
    const delayed = await site.listen({ columns: { failback_mode: 'delayed', failback_stable_seconds: 3600 } });
    await manual.healthy();
    await delayed.healthy();
    const id = await site.drill(LONG);
    for (const listener of [manual, delayed]) {
      await listener.result('moved', hasMoved);
      expect(await listener.reached()).toBe('standby');
    }
    await site.stopDrill(id);
    for (const listener of [manual, delayed]) {
      expect(await listener.result('returned', hasReturned)).toMatchObject({ note: null });
      expect(await listener.reached()).toBe('active');
    }
  });

  test('changes nothing for another group that has the same active and the same check', async () => {
    const site = await Site.create(shared, 3);
    const listener = await site.listen();
    const otherGroupId = await site.configuration.addGroup(REGION, site.loadBalancerId, site.servers);
    const other = await site.listen({ groupId: otherGroupId });
    await other.healthy();
    const before = await site.configuration.query('SELECT * FROM verdict WHERE listener_id = $1', [other.id]);
    const id = await site.drill(LONG);
    await listener.result('moved', hasMoved);
    await listener.verdict('unhealthy');
    expect(await site.configuration.verdictsOf(listener.id)).toEqual([{ role: 'active', state: 'unhealthy', reason: 'failover drill' }]);
    expect(await other.reached()).toBe('active');
    expect(await site.configuration.query('SELECT * FROM verdict WHERE listener_id = $1', [other.id])).toEqual(before);
    expect(await site.configuration.query('SELECT * FROM drill_result WHERE listener_id = $1', [other.id])).toEqual([]);
    await site.stopDrill(id);
    await listener.result('returned', hasReturned);
    expect(await other.events()).toEqual([]);
  });

  test('leaves traffic on the standby when the active has died meanwhile, until that is back', async () => {
    const site = await Site.create(shared, 4);
    const listener = await site.listen();
    await listener.healthy();
    const id = await site.drill(LONG);
    await listener.result('moved', hasMoved);
    await site.servers.active.stop();
    const isRefused = async () => (await site.configuration.verdictsOf(listener.id))[0]?.reason === 'connection refused';
    await waitFor(isRefused, { what: 'the real verdict' });
    await site.stopDrill(id);
    const over = await listener.result('a note', ({ note }) => note !== null);
    expect(over).toMatchObject({ returned_at: null, note: expect.stringContaining('Active server is unhealthy: connection refused') });
    expect(await listener.reached()).toBe('standby');
    await site.servers.active.start();
    await listener.result('returned', hasReturned);
    expect(await listener.reached()).toBe('active');
  });

  test('counts UDP flows, and moves those that are open', async () => {
    const site = await Site.create(shared, 5, 'udp');
    const listener = await site.listen({ protocol: 'udp', check: { type: 'udp' } });
    await listener.healthy();
    const open = async () => {
      const client = await openUdpClient(listener.port, site.address);
      cleanups.push(() => client.close());
      return client;
    };
    const early = await open();
    expect(await early.ask('1')).toBe('active:1');
    const id = await site.drill(LONG);
    await listener.result('began', () => true);
    const late = [await open(), await open()];
    const answers = await Promise.all(late.map((client) => client.ask('2')));
    const moved = await listener.result('moved', hasMoved);
    expect(moved.connections_affected).toBe(answers.filter((answer) => answer === 'active:2').length);
    expect(await early.ask('3')).toBe('standby:3');
    await site.stopDrill(id);
    await listener.result('returned', hasReturned);
    expect(await (await open()).ask('4')).toBe('active:4');
  });

  test('moves nothing while a switch by hand holds, and ends no switch', async () => {
    const site = await Site.create(shared, 6);
    const listener = await site.listen();
    await listener.healthy();
    await site.switch('standby');
    await listener.reaches('standby');
    const id = await site.drill(LONG);
    const held = await listener.result('a note', ({ note }) => note !== null);
    expect(held).toMatchObject({ moved_at: null, note: expect.stringContaining('Switched to the standby by Ada: maintenance') });
    await site.stopDrill(id);
    await listener.verdict('healthy');
    expect(await listener.reached()).toBe('standby');
  });

  test('gives way to a switch to the standby that comes while it runs', async () => {
    const site = await Site.create(shared, 7);
    const listener = await site.listen();
    await listener.healthy();
    const id = await site.drill(LONG);
    await listener.result('moved', hasMoved);
    await site.switch('standby');
    await site.stopDrill(id);
    const over = await listener.result('a note', ({ note }) => note !== null);
    expect(over).toMatchObject({ returned_at: null, note: expect.stringContaining('Switched to the standby by Ada') });
    expect(await listener.reached()).toBe('standby');
    await site.switch('active');
    await listener.result('returned', hasReturned);
    expect(await listener.reached()).toBe('active');
  });

  test('says why nothing moves: the check is off, or it would need longer', async () => {
    const site = await Site.create(shared, 8);
    const unchecked = await site.listen({ check: { enabled: false } });
    const slow = await site.listen({ check: { interval: 5, unhealthy: 5 } });
    await slow.healthy();
    await site.drill(10);
    const off = await unchecked.result('a note', ({ note }) => note !== null);
    expect(off).toMatchObject({ moved_at: null, note: expect.stringContaining('health check is off') });
    await slow.result('began', () => true);
    expect([await slow.reached(), await slow.reached()]).toEqual(['active', 'active']);
    const short = await slow.result('a note', ({ note }) => note !== null);
    expect(short).toMatchObject({ moved_at: null, returned_at: null, downtime_ms: null, connections_affected: 2 });
    expect(short.note).toContain('takes 45 to 50 s');
    expect(await slow.events()).toEqual([]);
  });

  test('ends on a node when the servers of its group are edited', async () => {
    const site = await Site.create(shared, 9);
    const listener = await site.listen();
    await listener.healthy();
    await site.drill(LONG);
    await listener.result('moved', hasMoved);
    await site.configuration.query(`UPDATE active_standby_member SET weight = 50 WHERE group_id = $1 AND role = 'standby'`, [site.groupId]);
    expect(await listener.result('returned', hasReturned)).toMatchObject({ note: expect.stringContaining('group was edited') });
    expect(await listener.reached()).toBe('active');
  });

  test('stays over for a listener that is stopped and started while it still runs', async () => {
    const site = await Site.create(shared, 15);
    const listener = await site.listen();
    await listener.healthy();
    await site.drill(LONG);
    await listener.result('moved', hasMoved);
    const enable = (enabled: boolean) => site.configuration.query('UPDATE listener SET enabled = $2 WHERE id = $1', [listener.id, enabled]);
    await enable(false);
    await listener.result('a note', ({ note }) => note?.includes('stopped or removed') === true);
    await listener.reaches('ECONNREFUSED');
    await enable(true);
    await listener.reaches('active');
    await listener.isInForceAsItIs();
    const begun = shared.log().match(new RegExp(`drill:began listener=${listener.id}`, 'g'));
    expect(begun).toHaveLength(1);
    expect(await listener.result('as it was', () => true)).toMatchObject({ note: expect.stringContaining('stopped or removed') });
  });

  test('ends on its own while Postgres is away, and is reported when it is back', async () => {
    const stage = await Stage.create();
    const worker = await stage.startWorker();
    const site = await Site.create(stage, 10);
    const listener = await site.listen({ columns: { failback_mode: 'manual' } });
    await listener.healthy();
    await site.drill(10);
    await listener.result('began', () => true);
    await stage.relay.cut();
    await listener.reaches('standby');
    await listener.reaches('active');
    await waitFor(() => worker.lines.some((line) => line.includes('drill:over')));
    await stage.relay.restore();
    const row = await listener.result('returned', hasReturned);
    expect(row).toMatchObject({ note: null, moved_at: expect.any(Date) });
    const reasons = await waitFor(async () => {
      const rows = await listener.events();
      return rows.length === 2 && rows.map(({ reason }) => reason);
    });
    expect(reasons.every((reason) => reason.startsWith('Failover drill: '))).toBe(true);
  });

  test('is over on a node whose worker is restarted, with and without Postgres', async () => {
    const stage = await Stage.create();
    const worker = await stage.startWorker();
    const site = await Site.create(stage, 11);
    const listener = await site.listen({ columns: { failback_mode: 'manual' } });
    await listener.healthy();
    const id = await site.drill(LONG);
    await listener.result('moved', hasMoved);
    await waitFor(async () => /"movedAt":"/.test(await stage.copy()), { what: 'the move in the copy' });
    expect(await stage.copy()).not.toContain('leftMs');
    await stage.relay.cut();
    await worker.kill('SIGKILL');
    await stage.startWorker();
    await listener.reaches('active');
    await stage.relay.restore();
    const row = await listener.result('returned', hasReturned);
    expect(row).toMatchObject({ drill_id: id, note: expect.stringContaining('restarted') });
    await waitFor(async () => (await listener.events()).at(-1)?.to_role === 'active', { what: 'the return in the history' });
    // The drill still runs in the database, and is not begun again.
    await listener.verdict('healthy');
    expect(await listener.reached()).toBe('active');
  });

  test('is not begun again by a worker that was restarted without Postgres, whatever it decided before that was back', async () => {
    const stage = await Stage.create();
    const worker = await stage.startWorker();
    const site = await Site.create(stage, 14);
    const listener = await site.listen();
    await listener.healthy();
    await site.drill(LONG);
    await listener.result('moved', hasMoved);
    await waitFor(async () => /"movedAt":"/.test(await stage.copy()), { what: 'the move in the copy' });
    await stage.relay.cut();
    await worker.kill('SIGKILL');
    const restarted = await stage.startWorker();
    await listener.reaches('active');
    await site.servers.active.stop();
    await listener.reaches('standby');
    await site.servers.active.start();
    await listener.reaches('active');
    await stage.relay.restore();
    await site.configuration.query(`UPDATE listener SET name = 'renamed' WHERE id = $1`, [listener.id]);
    await listener.isInForceAsItIs();
    expect(restarted.lines.filter((line) => line.includes('drill:began'))).toEqual([]);
    expect(await listener.result('returned', hasReturned)).toMatchObject({ note: expect.stringContaining('restarted') });
  });
});
