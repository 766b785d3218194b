import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestConfiguration, type TestTarget } from '#test/configuration.ts';
import { createTestDatabase } from '#test/database.ts';
import { firstLine, freePort, openUdpClient, startTcpServer, startUdpServer, type ToyTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { startTestWorker } from '#test/worker.ts';

/** Default and VServer groups through a whole worker: real Postgres, real sockets, desired state as SQL. */
const REGION = 'groups';
const cleanups: (() => unknown)[] = [];
let configuration: TestConfiguration;
let worker: Awaited<ReturnType<typeof startTestWorker>>;

beforeAll(async () => {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  configuration = new TestConfiguration(database.url);
  cleanups.push(() => configuration.close());
  await configuration.addRegion(REGION);
  worker = await startTestWorker({ databaseUrl: database.url });
  cleanups.push(() => worker.stop());
  // The first plan is in force when the forwarders are there, which takes its time on a busy machine.
  const isReady = async () => (await fetch(`http://127.0.0.1:${worker.metricsPort}/readyz`)).status === 200;
  await waitFor(isReady, { timeoutMs: 60_000, what: 'the worker to be ready' });
}, 90_000);

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

type Options = Parameters<TestConfiguration['addListener']>[2];

/** An instance of its own, in the one worker. */
async function newSite(number: number) {
  const address = `127.0.60.${number}`;
  const loadBalancerId = await configuration.addLoadBalancer(REGION, address);
  let servers = 0;
  return {
    address,
    loadBalancerId,
    /** Servers on addresses of their own, on one port if it is given. */
    async addServer(name: string, port?: number): Promise<ToyTcpServer> {
      servers += 1;
      const server = await startTcpServer({ name, address: `127.0.${60 + servers}.${number}`, ...(port === undefined ? {} : { port }) });
      cleanups.push(() => server.stop());
      return server;
    },
    async addListener(target: TestTarget, options: Partial<Options> = {}) {
      const port = options.port ?? (await freePort(address));
      return { port, id: await configuration.addListener(loadBalancerId, target, { ...options, port }) };
    },
    /** The change that was made last is in force. */
    async settled(listenerId: string) {
      const [row] = await configuration.query<{ revision: number }>('SELECT revision FROM listener WHERE id = $1', [listenerId]);
      await waitFor(
        async () => {
          const status = await configuration.statusOf(listenerId);
          return status?.revision === row?.revision && status?.state === 'in_force';
        },
        { what: `revision ${row?.revision} of ${listenerId}` },
      );
    },
    async verdicts(listenerId: string): Promise<Record<string, string>> {
      const rows = await configuration.query<{ member_id: string; state: string }>(
        'SELECT member_id, state FROM verdict WHERE listener_id = $1',
        [listenerId],
      );
      return Object.fromEntries(rows.map((row) => [row.member_id, row.state]));
    },
    /** Who answers `count` new connections. */
    async answers(port: number, count = 12): Promise<Record<string, number>> {
      const seen: Record<string, number> = {};
      for (let index = 0; index < count; index += 1) {
        const name = await firstLine(port, address).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
        seen[name] = (seen[name] ?? 0) + 1;
      }
      return seen;
    },
  };
}

const UNCHECKED = { check: { enabled: false } };

describe.concurrent('server groups', { timeout: 60_000 }, () => {
  test('a listener with a VServer group uses only that, one without uses the default group, and a change moves new traffic', async () => {
    const site = await newSite(1);
    const first = await site.addServer('default');
    const second = await site.addServer('vserver');
    await configuration.addDefaultServer(REGION, site.loadBalancerId, { address: first.address });
    const group = await configuration.addVserverGroup(REGION, site.loadBalancerId, [second]);
    const ofDefault = await site.addListener({ backendPort: first.port }, UNCHECKED);
    const ofGroup = await site.addListener({ vserverGroupId: group }, UNCHECKED);
    await Promise.all([site.settled(ofDefault.id), site.settled(ofGroup.id)]);
    expect(await site.answers(ofDefault.port, 4)).toEqual({ default: 4 });
    expect(await site.answers(ofGroup.port, 4)).toEqual({ vserver: 4 });

    await configuration.query('UPDATE listener SET vserver_group_id = NULL, backend_port = $2 WHERE id = $1', [ofGroup.id, first.port]);
    await site.settled(ofGroup.id);
    expect(await site.answers(ofGroup.port, 4)).toEqual({ default: 4 });
    expect(second.received()).toBe(4);
  });

  test('members, weights and ports change under load, and no connection of another member is harmed', async () => {
    const site = await newSite(2);
    const [first, second] = [await site.addServer('first'), await site.addServer('second')];
    const sameHost = await startTcpServer({ name: 'first-again', address: first.address });
    cleanups.push(() => sameHost.stop());
    const group = await configuration.addVserverGroup(REGION, site.loadBalancerId, [first, second]);
    const listener = await site.addListener({ vserverGroupId: group }, { ...UNCHECKED, columns: { scheduler: 'rr' } });
    await site.settled(listener.id);

    const clients = await Promise.all(Array.from({ length: 20 }, () => openClient(listener.port, site.address)));
    const ofSecond = clients.filter((client) => client.name === 'second');
    const ofFirst = clients.filter((client) => client.name === 'first');
    expect(ofFirst.length).toBeGreaterThan(0);
    expect(ofSecond.length).toBeGreaterThan(0);
    let isOver = false;
    const outcomes: string[] = [];
    const load = (async () => {
      while (!isOver) {
        outcomes.push(await firstLine(listener.port, site.address).catch((error: Error) => error.message));
      }
    })();

    for (const weight of [1, 50, 0, 100, 7]) {
      await configuration.query('UPDATE vserver_member SET weight = $2 WHERE group_id = $1 AND port = $3', [group, weight, first.port]);
    }
    await configuration.addVserverMember(REGION, group, { address: sameHost.address, port: sameHost.port });
    await site.settled(listener.id);
    await waitFor(() => outcomes.includes('first-again'));
    // As administrators do it: no new traffic first, so that only what stays open is cut.
    await configuration.query('UPDATE vserver_member SET weight = 0 WHERE group_id = $1 AND port = $2', [group, second.port]);
    await site.settled(listener.id);
    const done = outcomes.length;
    await waitFor(() => outcomes.length >= done + 2);
    await configuration.query('DELETE FROM vserver_member WHERE group_id = $1 AND port = $2', [group, second.port]);
    await site.settled(listener.id);
    await waitFor(() => ofSecond.every((client) => client.isClosed()), { what: 'the removed member to lose its connections' });
    isOver = true;
    await load;
    expect(outcomes.filter((name) => !['first', 'second', 'first-again'].includes(name))).toEqual([]);
    for (const client of ofFirst) {
      expect(await client.echo('still here')).toBe('still here');
    }
    expect(Object.keys(await site.answers(listener.port)).sort()).toEqual(['first', 'first-again']);
  });

  test('a member that fails its check gets no new traffic until it passes again; the last one failing refuses', async () => {
    const site = await newSite(3);
    const [good, bad] = [await site.addServer('good'), await site.addServer('bad')];
    const group = await configuration.addVserverGroup(REGION, site.loadBalancerId, [good, bad]);
    const listener = await site.addListener({ vserverGroupId: group }, { columns: { scheduler: 'rr' } });
    await waitFor(async () => Object.values(await site.verdicts(listener.id)).join() === 'healthy,healthy');
    expect(Object.keys(await site.answers(listener.port)).sort()).toEqual(['bad', 'good']);

    await bad.stop();
    const pair = `${site.address}:${listener.port} to ${bad.address}:${bad.port}`;
    await waitFor(() => worker.lines.includes(`info ${pair} abnormal; cause:connection refused`));
    await waitFor(async () => Object.values(await site.verdicts(listener.id)).includes('unhealthy'));
    await waitFor(async () => (await site.answers(listener.port, 1)).good === 1);
    expect(await site.answers(listener.port)).toEqual({ good: 12 });

    await good.stop();
    await waitFor(async () => Object.values(await site.verdicts(listener.id)).join() === 'unhealthy,unhealthy');
    await waitFor(async () => (await site.answers(listener.port, 1)).ECONNRESET === 1, { what: 'a refusal' });
    await bad.start();
    await waitFor(() => worker.lines.includes(`info ${pair} normal`));
    await waitFor(async () => (await site.answers(listener.port, 1)).bad === 1);
    expect(await site.answers(listener.port)).toEqual({ bad: 12 });
    expect(await configuration.eventsOf(listener.id)).toEqual([]);
    expect((await configuration.statusOf(listener.id))?.serving).toBeNull();
  });

  test('weight 0 gets no new traffic, keeps its connections, and is checked all the same', async () => {
    const site = await newSite(4);
    const [on, off] = [await site.addServer('on'), await site.addServer('off')];
    const group = await configuration.addVserverGroup(REGION, site.loadBalancerId, [on, off]);
    const listener = await site.addListener({ vserverGroupId: group }, { columns: { scheduler: 'rr' } });
    await site.settled(listener.id);
    const clients = await Promise.all(Array.from({ length: 8 }, () => openClient(listener.port, site.address)));
    const kept = clients.filter((client) => client.name === 'off');
    expect(kept.length).toBeGreaterThan(0);
    await configuration.query('UPDATE vserver_member SET weight = 0 WHERE group_id = $1 AND port = $2', [group, off.port]);
    await site.settled(listener.id);
    expect(await site.answers(listener.port)).toEqual({ on: 12 });
    for (const client of kept) {
      expect(await client.echo('on and on')).toBe('on and on');
    }
    await off.stop();
    await waitFor(async () => Object.values(await site.verdicts(listener.id)).includes('unhealthy'));
    expect(await site.answers(listener.port)).toEqual({ on: 12 });
  });

  test('one server with two ports is two members with verdicts of their own', async () => {
    const site = await newSite(5);
    const first = await site.addServer('a');
    const second = await startTcpServer({ name: 'b', address: first.address });
    cleanups.push(() => second.stop());
    const group = await configuration.addVserverGroup(REGION, site.loadBalancerId, [first, second]);
    const listener = await site.addListener({ vserverGroupId: group }, { columns: { scheduler: 'rr' } });
    await waitFor(async () => Object.values(await site.verdicts(listener.id)).join() === 'healthy,healthy');
    expect(Object.keys(await site.answers(listener.port)).sort()).toEqual(['a', 'b']);
    await second.stop();
    await waitFor(async () => Object.values(await site.verdicts(listener.id)).includes('unhealthy'));
    await waitFor(async () => (await site.answers(listener.port, 4)).a === 4);
  });

  test('what several listeners ask alike is asked once; who asks something else asks for himself', async () => {
    const site = await newSite(6);
    const server = await site.addServer('asked');
    const group = await configuration.addVserverGroup(REGION, site.loadBalancerId, [server]);
    const standby = await site.addServer('standby');
    const pair = await configuration.addGroup(REGION, site.loadBalancerId, { active: server, standby });
    await configuration.addDefaultServer(REGION, site.loadBalancerId, { address: server.address });
    const check = { interval: 1, timeout: 1 };
    const alike = [
      await site.addListener({ vserverGroupId: group }, { check }),
      await site.addListener({ vserverGroupId: group }, { check }),
      await site.addListener({ backendPort: server.port }, { check }),
      await site.addListener(pair, { check }),
    ];
    await Promise.all(alike.map(({ id }) => site.settled(id)));
    await waitFor(async () =>
      (await Promise.all(alike.map(({ id }) => site.verdicts(id)))).every((one) => Object.values(one).join() === 'healthy'),
    );
    // No connection but probes has been made: at most one a second, since the first.
    const before = { received: server.received(), at: performance.now() };
    await waitFor(() => server.received() >= before.received + 4);
    const seconds = (performance.now() - before.at) / 1000;
    expect(server.received() - before.received).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
    expect(standby.received()).toBe(0);
  });

  test('a verdict survives changes of everything that is not its question', async () => {
    const site = await newSite(7);
    const [good, bad] = [await site.addServer('good'), await site.addServer('bad')];
    const group = await configuration.addVserverGroup(REGION, site.loadBalancerId, [good, bad]);
    const listener = await site.addListener({ vserverGroupId: group }, { columns: { scheduler: 'rr' } });
    await bad.stop();
    await waitFor(async () => Object.values(await site.verdicts(listener.id)).includes('unhealthy'));
    const since = async () => {
      const rows = await configuration.query(`SELECT since FROM verdict WHERE state = 'unhealthy' AND listener_id = $1`, [listener.id]);
      return rows.map((row) => String(row.since));
    };
    const before = await since();
    const changes = [
      [`UPDATE listener SET scheduler = 'wlc', idle_timeout_seconds = 60 WHERE id = $1`, listener.id],
      ['UPDATE vserver_member SET weight = 3 WHERE group_id = $1', group],
      ['UPDATE health_check SET interval_seconds = 2, unhealthy_threshold = 9 WHERE listener_id = $1', listener.id],
      [`UPDATE server SET name = 'renamed' WHERE address = $1::inet`, bad.address],
    ] as const;
    for (const [change, value] of changes) {
      await configuration.query(change, [value]);
      await site.settled(listener.id);
      expect(await since()).toEqual(before);
      expect(await site.answers(listener.port, 4)).toEqual({ good: 4 });
    }
    // Another listener that asks the same server the same question, in its own rhythm, knows it at once.
    const other = await site.addListener({ vserverGroupId: group }, { check: { interval: 5, timeout: 5 } });
    await site.settled(other.id);
    expect(await site.answers(other.port, 4)).toEqual({ good: 4 });
  });

  test('a corrupt row of a pool harms its own listener only', async () => {
    const site = await newSite(8);
    const server = await site.addServer('works');
    await configuration.addDefaultServer(REGION, site.loadBalancerId, { address: server.address });
    const broken = await site.addListener({ backendPort: server.port }, UNCHECKED);
    const good = await site.addListener({ backendPort: server.port }, UNCHECKED);
    await Promise.all([site.settled(broken.id), site.settled(good.id)]);
    await configuration.query('ALTER TABLE listener DROP CONSTRAINT listener_persistence_range');
    await configuration.query('UPDATE listener SET persistence_seconds = 999999 WHERE id = $1', [broken.id]);
    const status = await waitFor(async () => {
      const row = await configuration.statusOf(broken.id);
      return row?.state === 'failed' && row;
    });
    expect(status).toMatchObject({ error_code: 'InvalidConfiguration', error_message: expect.stringContaining('persistenceSeconds') });
    expect(await site.answers(broken.port, 2)).toEqual({ works: 2 });
    await configuration.query('UPDATE listener SET idle_timeout_seconds = 30 WHERE id = $1', [good.id]);
    await site.settled(good.id);
    expect(await site.answers(good.port, 2)).toEqual({ works: 2 });
  });

  test('minutes and totals equal what clients counted, per listener and per member', async () => {
    const site = await newSite(9);
    const [first, second] = [await site.addServer('one'), await site.addServer('two')];
    const group = await configuration.addVserverGroup(REGION, site.loadBalancerId, [first, second]);
    const listener = await site.addListener({ vserverGroupId: group }, { ...UNCHECKED, columns: { scheduler: 'rr' } });
    const idle = await site.addListener({ vserverGroupId: group }, UNCHECKED);
    const udpServer = await startUdpServer({ name: 'udp', address: `127.0.69.9` });
    cleanups.push(() => udpServer.stop());
    const udpGroup = await configuration.addVserverGroup(REGION, site.loadBalancerId, [udpServer]);
    const udp = await site.addListener({ vserverGroupId: udpGroup }, { ...UNCHECKED, protocol: 'udp' });
    await Promise.all([listener, idle, udp].map(({ id }) => site.settled(id)));

    let bytesIn = 0;
    let bytesOut = 0;
    const answered = new Map<string, number>();
    for (let index = 0; index < 40; index += 1) {
      const client = await openClient(listener.port, site.address);
      const text = 'x'.repeat(1 + index * 10);
      await client.echo(text);
      answered.set(client.name, (answered.get(client.name) ?? 0) + 1);
      bytesIn += text.length;
      bytesOut += text.length + `${client.name}\n`.length;
      client.end();
    }
    const asker = await openUdpClient(udp.port, site.address);
    cleanups.push(() => asker.close());
    for (let index = 0; index < 5; index += 1) {
      expect(await waitFor(() => asker.ask('hello'))).toBe('udp:hello');
    }
    const sums = (table: string, columns: string, condition: string) =>
      configuration.query(`SELECT ${columns} FROM ${table} WHERE ${condition}`, [listener.id]);
    const minutes = `sum(connections_new)::int AS connections, sum(bytes_in)::int AS bytes_in, sum(bytes_out)::int AS bytes_out,
      sum(connect_errors)::int AS errors`;
    const expected = { connections: 40, bytes_in: bytesIn, bytes_out: bytesOut, errors: 0 };
    await waitFor(async () => (await sums('traffic_minute', minutes, `listener_id = $1 AND member_id = ''`))[0]?.bytes_out === bytesOut);
    expect(await sums('traffic_minute', minutes, `listener_id = $1 AND member_id = ''`)).toEqual([expected]);
    expect(await sums('traffic_minute', `${minutes}, sum(connects)::int AS connects`, `listener_id = $1 AND member_id <> ''`)).toEqual([
      { ...expected, connects: 40 },
    ]);
    const totals = `sum(connections_total)::int AS connections, sum(bytes_in_total)::int AS bytes_in, sum(bytes_out_total)::int AS bytes_out,
      sum(connect_errors_total)::int AS errors`;
    expect(await sums('listener_traffic', totals, 'listener_id = $1')).toEqual([expected]);
    expect(await sums('member_traffic', totals, 'listener_id = $1')).toEqual([expected]);
    const perMember = await sums('member_traffic', 'connections_total::int AS n', 'listener_id = $1 ORDER BY 1');
    expect(perMember.map((row) => row.n)).toEqual([...answered.values()].sort((one, other) => one - other));
    const ofUdp = () =>
      configuration.query(
        `SELECT sum(packets_in)::int AS packets_in, sum(packets_out)::int AS packets_out, sum(bytes_in)::int AS bytes_in FROM traffic_minute
        WHERE listener_id = $1 AND member_id = ''`,
        [udp.id],
      );
    await waitFor(async () => (await ofUdp())[0]?.packets_out === 5);
    expect(await ofUdp()).toEqual([{ packets_in: 5, packets_out: 5, bytes_in: 25 }]);
    expect(await configuration.query('SELECT 1 FROM traffic_minute WHERE listener_id = $1', [idle.id])).toEqual([]);
  });
});

/** A connection that was greeted, and can be asked whether it still works. */
async function openClient(port: number, address: string) {
  const socket = connect(port, address);
  socket.on('error', () => {});
  const [greeting] = await once(socket, 'data');
  cleanups.push(() => socket.destroy());
  return {
    name: String(greeting).trim(),
    isClosed: () => socket.destroyed,
    end: () => socket.end(),
    async echo(text: string): Promise<string> {
      let answer = '';
      const collect = (chunk: Buffer) => {
        answer += String(chunk);
      };
      socket.on('data', collect);
      socket.write(text);
      await waitFor(() => answer.length >= text.length || socket.destroyed, { what: 'the echo' });
      socket.off('data', collect);
      return answer;
    },
  };
}
