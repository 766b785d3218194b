import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase } from '#test/database.ts';
import { freePort, startRelay, startTcpServer, type ToyTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { startTestWorker } from '#test/worker.ts';

/** What a whole worker leaves behind of its probes and verdicts, with an outage of Postgres in between. */
const REGION = 'history';
const cleanups: (() => unknown)[] = [];
let configuration: TestConfiguration;
let relay: Awaited<ReturnType<typeof startRelay>>;

beforeAll(async () => {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  configuration = new TestConfiguration(database.url);
  cleanups.push(() => configuration.close());
  await configuration.addRegion(REGION);
  const url = new URL(database.url);
  relay = await startRelay({ address: url.hostname, port: Number(url.port) });
  cleanups.push(() => relay.cut());
  url.port = String(relay.port);
  const worker = await startTestWorker({ databaseUrl: url.href });
  cleanups.push(() => worker.stop());
});

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

async function newServer(name: string, address: string): Promise<ToyTcpServer> {
  const server = await startTcpServer({ name, address });
  cleanups.push(() => server.stop());
  return server;
}

interface Run {
  address: string;
  ok: boolean;
  reason: string;
  probes: number;
  first_at: Date;
  last_at: Date;
}

/** By the address of the server, in order of time. */
async function runsOf(listenerId: string): Promise<Run[]> {
  return configuration.query<Run>(
    `SELECT host(s.address) AS address, r.* FROM probe_run r JOIN (SELECT id, server_id FROM active_standby_member
      UNION ALL SELECT id, server_id FROM vserver_member) m ON m.id = r.member_id JOIN server s ON s.id = m.server_id
      WHERE r.listener_id = $1 ORDER BY r.first_at`,
    [listenerId],
  );
}

async function changesOf(listenerId: string, address: string): Promise<string[]> {
  const rows = await configuration.query<{ from_state: string; to_state: string; reason: string }>(
    'SELECT from_state, to_state, reason FROM verdict_change WHERE listener_id = $1 AND server_name = $2 ORDER BY at',
    [listenerId, address],
  );
  return rows.map((row) => `${row.from_state} to ${row.to_state}: ${row.reason}`);
}

const HEALTHY = 'connection accepted';
const DEAD = 'connection refused';

describe('history', { timeout: 180_000 }, () => {
  test('probes are runs of one outcome, verdicts are changes, of the active and of a watched standby, across an outage', async () => {
    const [active, standby] = [await newServer('active', '127.0.82.1'), await newServer('standby', '127.0.83.1')];
    const loadBalancerId = await configuration.addLoadBalancer(REGION, '127.0.81.1');
    const groupId = await configuration.addGroup(REGION, loadBalancerId, { active, standby });
    const port = await freePort('127.0.81.1');
    const id = await configuration.addListener(loadBalancerId, groupId, { port, columns: { standby_readiness_check: true } });
    const changesAre = async (address: string, expected: string[]) =>
      waitFor(async () => (await changesOf(id, address)).length >= expected.length, { what: `changes of ${address}` }).then(async () =>
        expect(await changesOf(id, address)).toEqual(expected),
      );

    await changesAre(active.address, [`unknown to healthy: ${HEALTHY}`]);
    await changesAre(standby.address, [`unknown to healthy: ${HEALTHY}`]);
    await active.stop();
    await changesAre(active.address, [`unknown to healthy: ${HEALTHY}`, `healthy to unhealthy: ${DEAD}`]);

    await relay.cut();
    await active.start();
    const probed = active.received();
    await waitFor(() => active.received() >= probed + 3);
    await standby.stop();
    await active.stop();
    await relay.restore();
    await changesAre(standby.address, [`unknown to healthy: ${HEALTHY}`, `healthy to unhealthy: ${DEAD}`]);
    await changesAre(active.address, [
      `unknown to healthy: ${HEALTHY}`,
      `healthy to unhealthy: ${DEAD}`,
      `unhealthy to healthy: ${HEALTHY}`,
      `healthy to unhealthy: ${DEAD}`,
    ]);
    const ofActive = async () => (await runsOf(id)).filter((run) => run.address === active.address);
    await waitFor(async () => (await ofActive()).length === 4);
    const runs = await ofActive();
    expect(runs.map(({ ok, reason }) => [ok, reason])).toEqual([
      [true, HEALTHY],
      [false, DEAD],
      [true, HEALTHY],
      [false, DEAD],
    ]);
    for (const [index, run] of runs.entries()) {
      expect(run.last_at.getTime()).toBeGreaterThanOrEqual(run.first_at.getTime());
      expect(run.first_at.getTime()).toBeGreaterThanOrEqual(runs[index - 1]?.last_at.getTime() ?? 0);
      expect(run.probes).toBeGreaterThanOrEqual(index < 3 ? 2 : 1);
    }
    // A run that goes on becomes longer in its row, too.
    const last = async () => (await ofActive()).at(-1);
    const before = await last();
    await waitFor(async () => ((await last())?.probes ?? 0) > (before?.probes ?? 0));
    expect((await last())?.first_at).toEqual(before?.first_at);
    expect(await ofActive()).toHaveLength(4);
  });

  test('members of a pool have runs of their own; a listener that joins a check later has its own part of them', async () => {
    const [good, bad] = [await newServer('good', '127.0.82.2'), await newServer('bad', '127.0.83.2')];
    await bad.stop();
    const loadBalancerId = await configuration.addLoadBalancer(REGION, '127.0.81.2');
    const groupId = await configuration.addVserverGroup(REGION, loadBalancerId, [good, bad]);
    const add = async () => configuration.addListener(loadBalancerId, { vserverGroupId: groupId }, { port: await freePort('127.0.81.2') });
    const outcomes = async (id: string) => (await runsOf(id)).map(({ address, ok, reason }) => [address, ok, reason].join(' ')).sort();
    const both = [`${good.address} true ${HEALTHY}`, `${bad.address} false ${DEAD}`];
    const first = await add();
    await waitFor(async () => (await outcomes(first)).length === 2);
    expect(await outcomes(first)).toEqual(both);
    const second = await add();
    await waitFor(async () => (await outcomes(second)).length === 2);
    expect(await outcomes(second)).toEqual(both);
    const [earliest] = await runsOf(first);
    const [later] = await runsOf(second);
    expect(later?.first_at.getTime()).toBeGreaterThan(earliest?.first_at.getTime() ?? 0);
    await configuration.query('DELETE FROM listener WHERE id = $1', [second]);
    expect(await runsOf(second)).toEqual([]);
  });
});
