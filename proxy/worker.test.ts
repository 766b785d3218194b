import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { firstLine, freePort, startRelay, startTcpServer, type ToyTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { spawnWorker, startTestWorker } from '#test/worker.ts';

const REGION = 'worker';
/** A time that is none of another change; how short it is, the bench says. */
const DELAY_MS_MAX = 30_000;
const cleanups: (() => unknown)[] = [];

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

interface Site {
  database: TestDatabase;
  configuration: TestConfiguration;
  dataDir: string;
  address: string;
  loadBalancerId: string;
  groupId: string;
  active: ToyTcpServer;
  standby: ToyTcpServer;
}

/** A database with one instance, one group of two servers, and a folder for a worker. */
async function newSite(number: number): Promise<Site> {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const configuration = new TestConfiguration(database.url);
  cleanups.push(() => configuration.close());
  const dataDir = await mkdtemp(join(tmpdir(), 'openslb-worker-'));
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
  const active = await startTcpServer({ name: 'active', address: `127.0.51.${number}` });
  const standby = await startTcpServer({ name: 'standby', address: `127.0.52.${number}` });
  cleanups.push(
    () => active.stop(),
    () => standby.stop(),
  );
  await configuration.addRegion(REGION);
  const address = `127.0.50.${number}`;
  const loadBalancerId = await configuration.addLoadBalancer(REGION, address);
  const groupId = await configuration.addGroup(REGION, loadBalancerId, { active, standby });
  return { database, configuration, dataDir, address, loadBalancerId, groupId, active, standby };
}

async function addListener(site: Site, options: Partial<Parameters<TestConfiguration['addListener']>[2]> = {}) {
  const port = options.port ?? (await freePort(site.address));
  return { port, id: await site.configuration.addListener(site.loadBalancerId, site.groupId, { ...options, port }) };
}

async function inState(site: Site, listenerId: string, state: string) {
  return waitFor(
    async () => {
      const status = await site.configuration.statusOf(listenerId);
      return status?.state === state && status;
    },
    { what: `${listenerId} ${state}` },
  );
}

async function reached(site: Site, port: number): Promise<string> {
  return firstLine(port, site.address).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
}

function throughRelay(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.port = String(port);
  return url.href;
}

async function relayTo(databaseUrl: string) {
  const url = new URL(databaseUrl);
  const relay = await startRelay({ address: url.hostname, port: Number(url.port) });
  cleanups.push(() => relay.cut());
  return { ...relay, url: throughRelay(databaseUrl, relay.port) };
}

type Spawned = Awaited<ReturnType<typeof spawnWorker>>;

async function spawned(options: Parameters<typeof spawnWorker>[0]): Promise<Spawned> {
  const worker = await spawnWorker(options);
  cleanups.push(() => worker.kill('SIGKILL'));
  return worker;
}

async function started(options: Parameters<typeof startTestWorker>[0]) {
  const worker = await startTestWorker(options);
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) {
      isStopped = true;
      await worker.stop();
    }
  };
  cleanups.push(stop);
  return { ...worker, stop };
}

describe.concurrent('a worker', { timeout: 180_000 }, () => {
  test('killed with -9 and restarted while Postgres is away: forwards, fails over, and reports it afterwards', async () => {
    const site = await newSite(1);
    const relay = await relayTo(site.database.url);
    const listener = await addListener(site);
    const options = { databaseUrl: relay.url, dataDir: site.dataDir, nodeId: 'node-1' };
    const first = await spawned(options);
    await inState(site, listener.id, 'in_force');
    expect(await reached(site, listener.port)).toBe('active');

    await relay.cut();
    expect(await reached(site, listener.port)).toBe('active');
    await first.kill('SIGKILL');
    const second = await spawned(options);
    await waitFor(async () => (await reached(site, listener.port)) === 'active');
    expect(second.lines.some((line) => line.startsWith('warn worker:started-from-copy'))).toBe(true);
    await site.active.stop();
    await waitFor(async () => (await reached(site, listener.port)) === 'standby');

    // The verdict outlives the process, so no connection is sent to the dead server again.
    const copy = join(site.dataDir, 'worker-node-1.json');
    await waitFor(async () => (await readFile(copy, 'utf8')).includes('"unhealthy"'));
    await second.kill('SIGKILL');
    const third = await spawned(options);
    // What the forwarders of the killed one still answer says nothing of this one.
    await waitFor(() => third.lines.some((line) => line.startsWith('info listener:started')), { what: 'the third to open the port' });
    expect(await reached(site, listener.port)).toBe('standby');

    await relay.restore();
    const events = await waitFor(async () => {
      const rows = await site.configuration.eventsOf(listener.id);
      return rows.length > 0 && rows;
    });
    expect(events).toMatchObject([{ from_role: 'active', to_role: 'standby', reason: 'Active server is unhealthy: connection refused' }]);
    await waitFor(async () => (await site.configuration.statusOf(listener.id))?.serving === 'standby');
    expect(await third.kill('SIGTERM')).toBe(0);
  });

  test('without Postgres and without a copy is not ready and opens nothing, and begins when Postgres comes', async () => {
    const site = await newSite(2);
    const relay = await relayTo(site.database.url);
    await relay.cut();
    await writeFile(join(site.dataDir, 'worker-node-1.json'), '{"format":1,"nodeId":"node-1"');
    const listener = await addListener(site);
    const worker = await started({ databaseUrl: relay.url, dataDir: site.dataDir });
    const ready = async () => (await fetch(`http://127.0.0.1:${worker.metricsPort}/readyz`)).status;
    expect(await ready()).toBe(503);
    expect((await fetch(`http://127.0.0.1:${worker.metricsPort}/healthz`)).status).toBe(200);
    expect(await reached(site, listener.port)).toBe('ECONNREFUSED');
    expect(worker.lines.some((line) => line.startsWith('error last-good-copy:ignored'))).toBe(true);
    expect(worker.lines.some((line) => line.startsWith('error worker:waiting'))).toBe(true);
    await relay.restore();
    await waitFor(async () => (await ready()) === 200);
    expect(await reached(site, listener.port)).toBe('active');
  });

  test('Postgres cut off and brought back: traffic goes on, counters are added once, changes made meanwhile arrive', async () => {
    const site = await newSite(3);
    const relay = await relayTo(site.database.url);
    const listener = await addListener(site, { check: { enabled: false } });
    await started({ databaseUrl: relay.url, dataDir: site.dataDir });
    await inState(site, listener.id, 'in_force');
    for (let round = 0; round < 3; round += 1) {
      await relay.cut();
      expect(await reached(site, listener.port)).toBe('active');
      await relay.restore();
      expect(await reached(site, listener.port)).toBe('active');
    }
    const other = await addListener(site);
    await inState(site, other.id, 'in_force');
    const traffic = () =>
      site.configuration.query(
        'SELECT connections_total, bytes_out_total, connections_current FROM listener_traffic WHERE listener_id = $1',
        [listener.id],
      );
    await waitFor(async () => (await traffic())[0]?.connections_total === '6');
    expect(await traffic()).toEqual([{ connections_total: '6', bytes_out_total: String(6 * 'active\n'.length), connections_current: 0 }]);
  });

  test('a lost notification is made up for by the poll, and counted', async () => {
    const site = await newSite(4);
    const listener = await addListener(site);
    const worker = await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    await inState(site, listener.id, 'in_force');
    // What the triggers do, but without the notification.
    await site.configuration.query(
      `DO $$ BEGIN SET LOCAL session_replication_role = replica;
        UPDATE region SET revision = revision + 1, revised_at = clock_timestamp();
        UPDATE load_balancer SET revision = revision + 1, revised_at = clock_timestamp();
        UPDATE listener SET enabled = false, revision = revision + 1, revised_at = clock_timestamp();
      END $$`,
    );
    await inState(site, listener.id, 'stopped');
    await waitFor(async () => (await site.configuration.query('SELECT missed_notifications AS n FROM node_region'))[0]?.n === 1);
    // The connection that told nothing is exchanged.
    await waitFor(() => worker.lines.filter((line) => line === 'info notifications:connected').length === 2);
    const place = `protocol=tcp address=${site.address} port=${listener.port}`;
    expect(worker.lines.some((line) => line.startsWith(`info listener:stopped id=${listener.id} ${place}`))).toBe(true);
  });

  test('changes are in force soon, one listener at a time, and say how long it took', async () => {
    const site = await newSite(5);
    const [first, second] = [await addListener(site), await addListener(site)];
    await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    await Promise.all([inState(site, first.id, 'in_force'), inState(site, second.id, 'in_force')]);
    expect((await site.configuration.statusOf(first.id))?.delay_ms).toBeNull();
    const client = connect(second.port, site.address);
    cleanups.push(() => client.destroy());
    await once(client, 'data');

    await site.configuration.query(`UPDATE listener SET enabled = false WHERE id = $1`, [first.id]);
    const stopped = await inState(site, first.id, 'stopped');
    expect(stopped.delay_ms).toBeLessThan(DELAY_MS_MAX);
    expect(stopped.serving).toBeNull();
    expect(await reached(site, first.port)).toBe('ECONNREFUSED');
    await site.configuration.query(`UPDATE listener SET enabled = true WHERE id = $1`, [first.id]);
    expect((await inState(site, first.id, 'in_force')).delay_ms).toBeLessThan(DELAY_MS_MAX);

    const answer = once(client, 'data');
    client.write('still here');
    expect(String((await answer)[0])).toBe('still here');

    client.on('error', () => {});
    const closed = new Promise((resolve) => client.on('close', resolve));
    await site.configuration.query(`UPDATE load_balancer SET status = 'inactive'`);
    await closed;
    await Promise.all([inState(site, first.id, 'stopped'), inState(site, second.id, 'stopped')]);
    expect(await reached(site, second.port)).toBe('ECONNREFUSED');
  });

  test('a taken port is an error of that listener alone, and is opened once it is free', async () => {
    const site = await newSite(6);
    const blocker = await startTcpServer({ address: site.address });
    const [taken, good] = [await addListener(site, { port: blocker.port }), await addListener(site)];
    // Waiting for weeks must not make a number that the report cannot hold.
    await site.configuration.query(
      `DO $$ BEGIN SET LOCAL session_replication_role = replica;
        UPDATE listener SET revised_at = now() - interval '40 days';
      END $$`,
    );
    await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    const status = await inState(site, taken.id, 'failed');
    expect(status).toMatchObject({ error_code: 'PortInUse', serving: null });
    expect(status.error_message).toContain(`TCP port ${blocker.port} of ${site.address} is taken`);
    await inState(site, good.id, 'in_force');
    expect(await reached(site, good.port)).toBe('active');
    await blocker.stop();
    await inState(site, taken.id, 'in_force');
    expect(await reached(site, taken.port)).toBe('active');
  });

  test('status that was wiped is written again; status of a deleted listener harms no other', async () => {
    const site = await newSite(7);
    const [kept, deleted] = [await addListener(site), await addListener(site)];
    await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    await Promise.all([inState(site, kept.id, 'in_force'), inState(site, deleted.id, 'in_force')]);
    await site.configuration.query('DELETE FROM listener_status');
    await inState(site, kept.id, 'in_force');
    await site.configuration.query('DELETE FROM proxy_node');
    await inState(site, kept.id, 'in_force');
    await site.configuration.query('DELETE FROM listener WHERE id = $1', [deleted.id]);
    await waitFor(async () => (await reached(site, deleted.port)) === 'ECONNREFUSED');
    await site.configuration.query(`UPDATE listener SET name = 'renamed' WHERE id = $1`, [kept.id]);
    const [{ revision } = { revision: 0 }] = await site.configuration.query('SELECT revision FROM listener WHERE id = $1', [kept.id]);
    await waitFor(async () => (await site.configuration.statusOf(kept.id))?.revision === revision);
  });

  test('an orderly stop lets connections end, says so, and a new start takes it back', async () => {
    const site = await newSite(8);
    const listener = await addListener(site);
    const options = { databaseUrl: site.database.url, dataDir: site.dataDir, nodeId: 'node-8' };
    const worker = await spawned(options);
    await inState(site, listener.id, 'in_force');
    const client = connect(listener.port, site.address);
    await once(client, 'data');
    const exited = worker.kill('SIGTERM');
    await waitFor(async () => (await reached(site, listener.port)) === 'ECONNREFUSED');
    const answer = once(client, 'data');
    client.write('last words');
    expect(String((await answer)[0])).toBe('last words');
    client.end();
    expect(await exited).toBe(0);
    const stoppedAt = async () => (await site.configuration.query('SELECT stopped_at FROM proxy_node'))[0]?.stopped_at;
    expect(await stoppedAt()).toBeInstanceOf(Date);
    const next = await spawned(options);
    await waitFor(async () => (await stoppedAt()) === null);
    await waitFor(async () => (await reached(site, listener.port)) === 'active');
    expect(await next.kill('SIGINT')).toBe(0);
  });

  test('a configuration that is suddenly empty is read once more, then believed', async () => {
    const site = await newSite(9);
    const listener = await addListener(site);
    const worker = await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    await inState(site, listener.id, 'in_force');
    await site.configuration.query(`DELETE FROM load_balancer`);
    await waitFor(async () => (await reached(site, listener.port)) === 'ECONNREFUSED');
    await waitFor(() => worker.lines.some((line) => line.startsWith(`info listener:removed id=${listener.id}`)));
  });

  test('neither a taken metrics port nor a folder that cannot be written harms traffic', async () => {
    const site = await newSite(10);
    const blocker = await startTcpServer({});
    const listener = await addListener(site);
    const folder = join(site.dataDir, 'a-file');
    await writeFile(folder, '');
    const worker = await startTestWorker({ databaseUrl: site.database.url, dataDir: folder, metricsPort: blocker.port });
    cleanups.push(() => worker.stop());
    await inState(site, listener.id, 'in_force');
    expect(await reached(site, listener.port)).toBe('active');
    await waitFor(() => worker.lines.some((line) => line.startsWith('error admin:failed')));
    await waitFor(() => worker.lines.some((line) => line.startsWith('error last-good-copy:failed')));
    await blocker.stop();
    await waitFor(() => worker.lines.some((line) => line.startsWith('info admin:started')));
  });

  test('a running listener whose row becomes invalid is reported, and works on as before', async () => {
    const site = await newSite(13);
    const [broken, good] = [await addListener(site), await addListener(site)];
    await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    await Promise.all([inState(site, broken.id, 'in_force'), inState(site, good.id, 'in_force')]);
    // The database rules this out; a restore or an administrator may do it all the same.
    await site.configuration.query('ALTER TABLE health_check DISABLE TRIGGER "health_check_type_fits_protocol"');
    await site.configuration.query('ALTER TABLE listener DISABLE TRIGGER "listener_has_health_check"');
    await site.configuration.query(`UPDATE health_check SET type = 'udp' WHERE listener_id = $1`, [broken.id]);
    const status = await inState(site, broken.id, 'failed');
    expect(status.error_code).toBe('InvalidConfiguration');
    expect(status.error_message).toContain('A TCP listener cannot have a UDP health check. It still works as before.');
    expect([await reached(site, broken.port), await reached(site, good.port)]).toEqual(['active', 'active']);
    await site.configuration.query(`UPDATE health_check SET type = 'tcp' WHERE listener_id = $1`, [broken.id]);
    await inState(site, broken.id, 'in_force');
  });

  test('metrics tell of listeners, verdicts and traffic', async () => {
    const site = await newSite(11);
    const listener = await addListener(site);
    const worker = await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    await waitFor(async () => (await site.configuration.verdictsOf(listener.id))[0]?.state === 'healthy');
    expect(await reached(site, listener.port)).toBe('active');
    const labels = `{listener="${listener.id}",load_balancer="${site.loadBalancerId}",protocol="tcp",port="${listener.port}"}`;
    // What forwarders count comes together a moment later.
    const text = await waitFor(async () => {
      const body = await (await fetch(`http://127.0.0.1:${worker.metricsPort}/metrics`)).text();
      return body.includes(`openslb_bytes_out_total${labels} 7`) && body;
    });
    expect(text).toContain(`openslb_connections_total${labels} 1`);
    expect(text).toContain(`openslb_active_server_healthy${labels} 1`);
    expect(text).toContain('process_cpu_seconds_total');
    expect((await fetch(`http://127.0.0.1:${worker.metricsPort}/`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${worker.metricsPort}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  test('a change of timing keeps the verdict; a group that is exchanged starts without one', async () => {
    const site = await newSite(12);
    const listener = await addListener(site);
    await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    await inState(site, listener.id, 'in_force');
    await site.active.stop();
    await waitFor(async () => (await site.configuration.eventsOf(listener.id)).length === 1);
    expect(await reached(site, listener.port)).toBe('standby');
    await site.configuration.query('UPDATE health_check SET unhealthy_threshold = 5');
    const [{ revision } = { revision: 0 }] = await site.configuration.query('SELECT revision FROM listener');
    await waitFor(async () => (await site.configuration.statusOf(listener.id))?.revision === revision);
    expect(await reached(site, listener.port)).toBe('standby');
    const swapped = { active: site.standby, standby: site.active };
    const group = await site.configuration.addGroup(REGION, site.loadBalancerId, swapped);
    await site.configuration.query('UPDATE listener SET active_standby_group_id = $1', [group]);
    await waitFor(async () => (await site.configuration.statusOf(listener.id))?.serving_reason === 'No health verdict yet');
    expect(await reached(site, listener.port)).toBe('standby');
    expect(await site.configuration.eventsOf(listener.id)).toHaveLength(1);
  });

  test('the standby hands back when the check is switched off, or the instance was stopped and started', async () => {
    const site = await newSite(14);
    const [unchecked, restarted] = [await addListener(site), await addListener(site)];
    const worker = await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    await Promise.all([inState(site, unchecked.id, 'in_force'), inState(site, restarted.id, 'in_force')]);
    await site.active.stop();
    const serves = (listener: { id: string }, role: string, reason: string) =>
      waitFor(
        async () => {
          const status = await site.configuration.statusOf(listener.id);
          return status?.serving === role && status.serving_reason === reason;
        },
        { what: `${listener.id} on the ${role}: ${reason}` },
      );
    const unhealthy = 'Active server is unhealthy: connection refused';
    await Promise.all([serves(unchecked, 'standby', unhealthy), serves(restarted, 'standby', unhealthy)]);

    await site.configuration.query('UPDATE health_check SET enabled = false WHERE listener_id = $1', [unchecked.id]);
    await serves(unchecked, 'active', 'Health check is off');
    expect(await reached(site, unchecked.port)).toBe('ECONNRESET');
    expect(await reached(site, restarted.port)).toBe('standby');
    expect(await site.configuration.verdictsOf(unchecked.id)).toEqual([]);
    expect(await site.configuration.eventsOf(unchecked.id)).toMatchObject([
      { to_role: 'standby' },
      { from_role: 'standby', to_role: 'active', reason: 'Health check is off' },
    ]);
    const place = `protocol=tcp address=${site.address} port=${unchecked.port}`;
    const moved = worker.lines.filter((line) => line.startsWith(`warn traffic:moved listener=${unchecked.id} ${place} `));
    expect(moved).toHaveLength(2);

    await site.configuration.query(`UPDATE load_balancer SET status = 'inactive'`);
    await inState(site, restarted.id, 'stopped');
    await site.configuration.query(`UPDATE load_balancer SET status = 'active'`);
    await serves(restarted, 'active', 'No health verdict yet');
    await serves(restarted, 'standby', unhealthy);
    expect(await reached(site, restarted.port)).toBe('standby');
  });

  test('a change and a verdict write what they concern, and no other row of a large configuration', async () => {
    const site = await newSite(16);
    const ports = Array.from({ length: 49 }, (_, index) => 20_000 + index);
    await Promise.all(ports.map((port) => addListener(site, { port, check: { enabled: false } })));
    const checked = await addListener(site);
    const worker = await started({ databaseUrl: site.database.url, dataDir: site.dataDir });
    await waitFor(async () => (await site.configuration.verdictsOf(checked.id))[0]?.state === 'healthy');
    const versions = async () =>
      new Map(
        (
          await site.configuration.query<{ id: string; version: string }>(
            'SELECT listener_id AS id, xmin::text AS version FROM listener_status',
          )
        ).map(({ id, version }) => [id, version]),
      );
    const before = await versions();
    expect(before.size).toBe(50);
    const written = async () => [...(await versions())].filter(([id, version]) => before.get(id) !== version).map(([id]) => id);

    await site.active.stop();
    await waitFor(async () => (await site.configuration.statusOf(checked.id))?.serving === 'standby');
    expect(await written()).toEqual([checked.id]);
    const other = [...before.keys()].find((id) => id !== checked.id) ?? '';
    await site.configuration.query(`UPDATE listener SET name = 'renamed' WHERE id = $1`, [other]);
    await waitFor(async () => (await site.configuration.statusOf(other))?.delay_ms !== null);
    expect((await written()).sort()).toEqual([checked.id, other].sort());
    expect(worker.lines.filter((line) => line.startsWith('info listener:started'))).toHaveLength(50);
  });

  test('a verdict is never taken for that of another address or port', async () => {
    const site = await newSite(15);
    const port = site.active.port;
    const listener = await addListener(site, { check: { port: await freePort(site.active.address) } });
    const options = { databaseUrl: site.database.url, dataDir: site.dataDir };
    const worker = await started(options);
    await waitFor(async () => (await reached(site, listener.port)) === 'standby', { what: 'failover: nobody listens on the check port' });
    await site.configuration.query('UPDATE health_check SET port = NULL');
    await waitFor(async () => (await reached(site, listener.port)) === 'active', { what: 'the active, asked on its own port' });
    await waitFor(async () => (await site.configuration.verdictsOf(listener.id))[0]?.state === 'healthy');

    await site.active.stop();
    await waitFor(async () => (await reached(site, listener.port)) === 'standby', { what: 'failover' });
    const moved = await startTcpServer({ name: 'moved', address: '127.0.53.15', port });
    cleanups.push(() => moved.stop());
    await site.configuration.query(`UPDATE server SET address = '127.0.53.15' WHERE address = '127.0.51.15'`);
    await waitFor(async () => (await reached(site, listener.port)) === 'moved', {
      what: 'the new address, without a wait for its verdict',
    });

    await moved.stop();
    await waitFor(async () => (await reached(site, listener.port)) === 'standby', { what: 'failover again' });
    await worker.stop();
    // Moved while no worker runs: what the last one found does not count for the new place.
    await moved.start();
    await site.active.start();
    await site.configuration.query(`UPDATE server SET address = '127.0.51.15' WHERE address = '127.0.53.15'`);
    await started(options);
    const first = await waitFor(async () => {
      const answer = await reached(site, listener.port);
      return answer !== 'ECONNREFUSED' && answer;
    });
    expect(first).toBe('active');
  });

  test('a wrong value in the environment ends it at once with one line', async () => {
    const worker = await spawned({ databaseUrl: 'nonsense', dataDir: tmpdir(), nodeId: 'node-1' });
    expect(await waitFor(() => worker.exitCode())).toBe(1);
    expect(worker.errorLines).toEqual([
      'DATABASE_URL has a value that is none; allowed: a Postgres URL, such as postgres://user:password@host:5432/database',
    ]);
  });
});
