import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemberRole } from '#domain/active-standby-group.ts';
import { type CheckSettings, TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { firstLine, freePort, openUdpClient, startTcpServer, startUdpServer, type ToyServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { startTestWorker } from '#test/worker.ts';

/** The rules of data-plane section 8, each against the whole worker, a real database and real sockets. */

const REGION = 'rules';
const cleanups: (() => unknown)[] = [];
let database: TestDatabase;
let configuration: TestConfiguration;
let worker: Awaited<ReturnType<typeof startTestWorker>>;

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  await configuration.addRegion(REGION);
  worker = await startTestWorker({ databaseUrl: database.url });
});

afterAll(async () => {
  await worker?.stop();
  await Promise.all(cleanups.map((cleanup) => cleanup()));
  await configuration?.close();
  await database?.drop();
});

type Servers = Record<MemberRole, ToyServer>;

/** Two servers, each on an address of its own that belongs to this rule, and an instance in front of them. */
async function serversFor(rule: number, protocol: 'tcp' | 'udp' = 'tcp', reply?: (datagram: Buffer) => string | null): Promise<Servers> {
  const start = (role: MemberRole, address: string) =>
    protocol === 'tcp' ? startTcpServer({ name: role, address }) : startUdpServer({ name: role, address, ...(reply ? { reply } : {}) });
  const servers = { active: await start('active', `127.0.41.${rule}`), standby: await start('standby', `127.0.42.${rule}`) };
  cleanups.push(
    () => servers.active.stop(),
    () => servers.standby.stop(),
  );
  return servers;
}

/** A TCP server that is only there to be probed, so that health can fail while the service works. */
async function checkServer(address: string) {
  const server = await startTcpServer({ address });
  cleanups.push(() => server.stop());
  return server;
}

class Balancer {
  constructor(
    readonly address: string,
    readonly loadBalancerId: string,
    readonly groupId: string,
  ) {}

  static async create(rule: number, servers: Servers, weights: Partial<Record<MemberRole, number>> = {}): Promise<Balancer> {
    const address = `127.0.40.${rule}`;
    const loadBalancerId = await configuration.addLoadBalancer(REGION, address);
    return new Balancer(address, loadBalancerId, await configuration.addGroup(REGION, loadBalancerId, servers, weights));
  }

  async listen(options: { protocol?: 'tcp' | 'udp'; check?: CheckSettings } = {}): Promise<Listener> {
    const port = await freePort(this.address);
    const id = await configuration.addListener(this.loadBalancerId, this.groupId, { ...options, port });
    await waitFor(async () => (await configuration.statusOf(id))?.state === 'in_force', { what: `listener ${id} in force` });
    return new Listener(id, this.address, port);
  }
}

class Listener {
  constructor(
    readonly id: string,
    readonly address: string,
    readonly port: number,
  ) {}

  /** Which server a new connection reaches, or the error of the connection. */
  async reached(): Promise<string> {
    return firstLine(this.port, this.address).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  }

  async open(): Promise<Socket> {
    const socket = connect(this.port, this.address);
    // The worker's stop, after the tests, resets what is still open.
    socket.on('error', () => {});
    cleanups.push(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  }

  async client() {
    const client = await openUdpClient(this.port, this.address);
    cleanups.push(() => client.close());
    return client;
  }

  async serves(role: MemberRole): Promise<void> {
    await waitFor(async () => (await configuration.statusOf(this.id))?.serving === role, { what: `${role} of ${this.id} to serve` });
  }

  async verdict(state: string): Promise<void> {
    await waitFor(async () => (await configuration.verdictsOf(this.id))[0]?.state === state, { what: `${this.id} ${state}` });
  }
}

async function echo(socket: Socket, text: string): Promise<string> {
  const answer = once(socket, 'data');
  socket.write(text);
  return String((await answer)[0]).trim();
}

describe.concurrent('active/standby group', { timeout: 180_000 }, () => {
  test('rule 1: one active and one standby, and failover does not swap the roles', async () => {
    const servers = await serversFor(1);
    const balancer = await Balancer.create(1, servers);
    const listener = await balancer.listen();
    await servers.active.stop();
    await listener.serves('standby');
    const roles = () =>
      configuration.query('SELECT role, port FROM active_standby_member WHERE group_id = $1 ORDER BY role', [balancer.groupId]);
    expect(await roles()).toEqual([
      { role: 'active', port: servers.active.port },
      { role: 'standby', port: servers.standby.port },
    ]);
    await servers.active.start();
    await listener.serves('active');
    expect(await listener.reached()).toBe('active');

    // A group that lost a member, in spite of the database's own rule, is not served; its neighbours are.
    const broken = await balancer.listen();
    const group = await configuration.addGroup(REGION, balancer.loadBalancerId, servers);
    await configuration.query('UPDATE listener SET active_standby_group_id = $2 WHERE id = $1', [broken.id, group]);
    await configuration.query(
      `DO $$ BEGIN SET LOCAL session_replication_role = replica;
        DELETE FROM active_standby_member WHERE group_id = '${group}' AND role = 'standby';
      END $$`,
    );
    await configuration.query('UPDATE listener SET enabled = false WHERE id = $1', [broken.id]);
    await waitFor(async () => (await configuration.statusOf(broken.id))?.state === 'stopped');
    await configuration.query('UPDATE listener SET enabled = true WHERE id = $1', [broken.id]);
    const status = await waitFor(async () => {
      const row = await configuration.statusOf(broken.id);
      return row?.state === 'failed' && row;
    });
    expect(status.error_code).toBe('InvalidConfiguration');
    expect(status.error_message).toContain('exactly one active and one standby member');
    expect(await broken.reached()).toBe('ECONNREFUSED');
    expect(await listener.reached()).toBe('active');
  });

  test('rule 2: TCP and UDP listeners use it, no others', async () => {
    const servers = await serversFor(2);
    const balancer = await Balancer.create(2, servers);
    const tcp = await balancer.listen();
    expect(await tcp.reached()).toBe('active');
    const echoServer = await startUdpServer({ name: 'active', address: servers.active.address, port: servers.active.port });
    cleanups.push(() => echoServer.stop());
    const udp = await balancer.listen({ protocol: 'udp', check: { type: 'tcp' } });
    expect(await (await udp.client()).ask('hello')).toBe('active:hello');
    await expect(configuration.query(`UPDATE listener SET protocol = 'http' WHERE id = $1`, [tcp.id])).rejects.toThrow(
      /invalid input value for enum listener_protocol/,
    );
  });

  test('rule 3: every new connection and flow goes to the active; the standby gets nothing', async () => {
    const servers = await serversFor(3);
    const balancer = await Balancer.create(3, servers);
    const listener = await balancer.listen({ check: { enabled: false } });
    const reached = await Promise.all(Array.from({ length: 20 }, () => listener.reached()));
    expect(new Set(reached)).toEqual(new Set(['active']));
    expect(servers.active.received()).toBe(20);
    expect(servers.standby.received()).toBe(0);

    const datagrams = await serversFor(203, 'udp');
    const udp = await (await Balancer.create(203, datagrams)).listen({ protocol: 'udp', check: { enabled: false } });
    const flows = await Promise.all(Array.from({ length: 20 }, () => udp.client()));
    expect(new Set(await Promise.all(flows.map((flow) => flow.ask('hello'))))).toEqual(new Set(['active:hello']));
    expect(datagrams.standby.received()).toBe(0);
  });

  test('rule 4: the standby gets no probe, neither before nor after failover', async () => {
    const servers = await serversFor(4);
    const datagrams = await startUdpServer({ address: servers.standby.address, port: servers.standby.port });
    cleanups.push(() => datagrams.stop());
    const balancer = await Balancer.create(4, servers);
    const tcp = await balancer.listen();
    const udp = await balancer.listen({ protocol: 'udp', check: { type: 'udp' } });
    const answered = await balancer.listen({ protocol: 'udp', check: { type: 'udp', request: 'ping', expected: 'pong' } });
    await Promise.all([tcp.verdict('healthy'), answered.verdict('unhealthy')]);
    await servers.active.stop();
    await Promise.all([tcp.verdict('unhealthy'), udp.verdict('unhealthy')]);
    await servers.active.start();
    await tcp.verdict('healthy');
    expect(servers.active.received()).toBeGreaterThanOrEqual(4);
    expect([servers.standby.received(), datagrams.received()]).toEqual([0, 0]);
  });

  test('rule 5: the active declared unhealthy sends new traffic to the standby at once, whatever its condition', async () => {
    const servers = await serversFor(5);
    const listener = await (await Balancer.create(5, servers)).listen();
    await servers.standby.stop();
    await servers.active.stop();
    await listener.serves('standby');
    expect(await listener.reached()).toBe('ECONNRESET');
    await servers.standby.start();
    expect(await listener.reached()).toBe('standby');
    const [event] = await waitFor(async () => {
      const events = await configuration.eventsOf(listener.id);
      return events.length > 0 && events;
    });
    expect(event).toMatchObject({ from_role: 'active', to_role: 'standby', reason: 'Active server is unhealthy: connection refused' });
    const pair = `${listener.address}:${listener.port} to ${servers.active.address}:${servers.active.port}`;
    expect(worker.lines).toContain(`info ${pair} abnormal; cause:connection refused`);
  });

  test('rule 6: the active declared healthy again gets the traffic back, by itself', async () => {
    const servers = await serversFor(6);
    const listener = await (await Balancer.create(6, servers)).listen();
    await servers.active.stop();
    await waitFor(async () => (await listener.reached()) === 'standby');
    await servers.active.start();
    await waitFor(async () => (await listener.reached()) === 'active');
    await waitFor(async () => (await configuration.eventsOf(listener.id)).length === 2);
    expect((await configuration.eventsOf(listener.id))[1]).toMatchObject({ from_role: 'standby', to_role: 'active' });
    expect(worker.lines).toContain(`info ${listener.address}:${listener.port} to ${servers.active.address}:${servers.active.port} normal`);
  });

  test('rule 7: failover takes the failure window, failback the success window', async () => {
    // Timeout 1 s, interval 1 s, thresholds 2: a silent server is given up 1×2 + 1×1 = 3 s after the first probe
    // that fails, which starts within one interval; a server that answers at once is taken back after 1 s.
    let isSilent = false;
    const servers = await serversFor(7, 'udp', (datagram) => (isSilent || String(datagram) !== 'ping' ? null : 'pong'));
    const listener = await (await Balancer.create(7, servers)).listen({
      protocol: 'udp',
      check: { type: 'udp', request: 'ping', expected: 'pong' },
    });
    await listener.verdict('healthy');
    isSilent = true;
    const silentAt = Date.now();
    await listener.serves('standby');
    isSilent = false;
    const answersAt = Date.now();
    await listener.serves('active');
    const [failover, failback] = await waitFor(async () => {
      const events = await configuration.eventsOf(listener.id);
      return events.length === 2 && events;
    });
    const failoverMs = Number(failover?.at) - silentAt;
    const failbackMs = Number(failback?.at) - answersAt;
    expect(failoverMs).toBeGreaterThan(2900);
    expect(failoverMs).toBeLessThan(6000);
    expect(failbackMs).toBeGreaterThan(900);
    // The probe that is under way when the server comes back may still fail.
    expect(failbackMs).toBeLessThan(5000);
  });

  test('rule 8: both dead, and traffic still goes to the standby and fails there', async () => {
    const servers = await serversFor(8);
    const listener = await (await Balancer.create(8, servers)).listen();
    await servers.active.stop();
    await listener.serves('standby');
    await servers.standby.stop();
    expect(await listener.reached()).toBe('ECONNRESET');
    expect(await listener.reached()).toBe('ECONNRESET');
    expect((await configuration.statusOf(listener.id))?.serving).toBe('standby');
    expect(await configuration.eventsOf(listener.id)).toHaveLength(1);
  });

  test('rule 9: with the check off there is no verdict and no failover', async () => {
    const servers = await serversFor(9);
    const balancer = await Balancer.create(9, servers);
    const unchecked = await balancer.listen({ check: { enabled: false } });
    const checked = await balancer.listen();
    await servers.active.stop();
    await checked.serves('standby');
    expect(await unchecked.reached()).toBe('ECONNRESET');
    expect(await configuration.verdictsOf(unchecked.id)).toEqual([]);
    expect(await configuration.statusOf(unchecked.id)).toMatchObject({ serving: 'active', serving_reason: 'Health check is off' });
    expect(servers.standby.received()).toBe(0);
  });

  test('rule 10: before the first verdict the active serves', async () => {
    const servers = await serversFor(10);
    await servers.active.stop();
    // The first of two failing probes starts within the interval; the verdict needs another interval.
    const listener = await (await Balancer.create(10, servers)).listen({ check: { interval: 3 } });
    expect(await configuration.statusOf(listener.id)).toMatchObject({ serving: 'active', serving_reason: 'No health verdict yet' });
    expect(await listener.reached()).toBe('ECONNRESET');
    expect(servers.standby.received()).toBe(0);
    await listener.serves('standby');
  });

  test('rule 11: weight 0 means no traffic for that member, and causes no failover', async () => {
    const servers = await serversFor(11);
    const listener = await (await Balancer.create(11, servers, { active: 0, standby: 1 })).listen();
    await listener.verdict('healthy');
    expect(await listener.reached()).toBe('ECONNRESET');
    expect(servers.standby.received()).toBe(0);
    await servers.active.stop();
    await listener.serves('standby');
    expect(await listener.reached()).toBe('standby');
  });

  test('rule 12: the check asks the Health Check Port, or else the backend port of the active', async () => {
    const servers = await serversFor(12);
    const check = await checkServer(servers.active.address);
    const balancer = await Balancer.create(12, servers);
    const listener = await balancer.listen({ check: { port: check.port } });
    await listener.verdict('healthy');
    expect(servers.active.received()).toBe(0);
    await check.stop();
    await listener.serves('standby');
    await configuration.query('UPDATE health_check SET port = NULL WHERE listener_id = $1', [listener.id]);
    await listener.serves('active');
    await listener.verdict('healthy');
    expect(servers.active.received()).toBeGreaterThanOrEqual(2);
  });

  test('rule 13: each listener of a group decides for itself with its own check', async () => {
    const servers = await serversFor(13);
    const balancer = await Balancer.create(13, servers);
    const good = await balancer.listen();
    const bad = await balancer.listen({ check: { port: await freePort(servers.active.address) } });
    await bad.serves('standby');
    await good.verdict('healthy');
    expect([await good.reached(), await bad.reached()]).toEqual(['active', 'standby']);
  });

  test('rule 14: existing connections stay where they are, at failover and at failback', async () => {
    const servers = await serversFor(14);
    const check = await checkServer(servers.active.address);
    const listener = await (await Balancer.create(14, servers)).listen({ check: { port: check.port } });
    const onActive = await listener.open();
    expect(await echo(onActive, '')).toBe('active');
    await check.stop();
    await listener.serves('standby');
    const onStandby = await listener.open();
    expect(await echo(onStandby, '')).toBe('standby');
    await check.start();
    await listener.serves('active');
    expect(await listener.reached()).toBe('active');
    expect(await Promise.all([echo(onActive, 'one'), echo(onStandby, 'two')])).toEqual(['one', 'two']);
  });

  test('rule 14, UDP: flows leave an unhealthy active with their next datagram, and stay on the standby at failback', async () => {
    const servers = await serversFor(214, 'udp');
    const check = await checkServer(servers.active.address);
    const listener = await (await Balancer.create(214, servers)).listen({ protocol: 'udp', check: { type: 'tcp', port: check.port } });
    const old = await listener.client();
    expect(await old.ask('1')).toBe('active:1');
    await check.stop();
    await listener.serves('standby');
    expect(await old.ask('2')).toBe('standby:2');
    await check.start();
    await listener.serves('active');
    expect(await old.ask('3')).toBe('standby:3');
    expect(await (await listener.client()).ask('4')).toBe('active:4');
  });

  test('rule 15: only the active has a verdict', async () => {
    const servers = await serversFor(15);
    const listener = await (await Balancer.create(15, servers)).listen();
    await listener.verdict('healthy');
    expect(await configuration.verdictsOf(listener.id)).toEqual([{ role: 'active', state: 'healthy', reason: 'connection accepted' }]);
    await servers.active.stop();
    await listener.verdict('unhealthy');
    expect(await configuration.verdictsOf(listener.id)).toEqual([{ role: 'active', state: 'unhealthy', reason: 'connection refused' }]);
  });

  test('rule 16: members may use different ports of one server, or the same port of two', async () => {
    const one = await serversFor(16);
    const otherPort = await startTcpServer({ name: 'standby', address: one.active.address });
    const samePort = await startTcpServer({ name: 'standby', address: '127.0.42.216', port: one.active.port });
    cleanups.push(
      () => otherPort.stop(),
      () => samePort.stop(),
    );
    const different = await (await Balancer.create(16, { active: one.active, standby: otherPort })).listen();
    const equal = await (await Balancer.create(216, { active: one.active, standby: samePort })).listen();
    expect([await different.reached(), await equal.reached()]).toEqual(['active', 'active']);
    await one.active.stop();
    await Promise.all([different.serves('standby'), equal.serves('standby')]);
    expect([await different.reached(), await equal.reached()]).toEqual(['standby', 'standby']);
  });
});
