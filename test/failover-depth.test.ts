import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ListenerView } from '#domain/view.ts';
import { createPrismaClient } from '#prisma/client.ts';
import { createActiveStandbyGroup } from '#services/active-standby-group/create.ts';
import { getActiveStandbyGroup } from '#services/active-standby-group/get.ts';
import { switchActiveStandbyGroup } from '#services/active-standby-group/switch.ts';
import { updateActiveStandbyGroup } from '#services/active-standby-group/update.ts';
import type { Context } from '#services/context.ts';
import { listFailovers } from '#services/failover/list.ts';
import { createListener } from '#services/listener/create.ts';
import { getListener } from '#services/listener/get.ts';
import { updateListener } from '#services/listener/update.ts';
import { createLoadBalancer } from '#services/load-balancer/create.ts';
import { createServer } from '#services/server/create.ts';
import { TestConfiguration } from './configuration.ts';
import { createTestDatabase } from './database.ts';
import { firstLine, freePort, startTcpServer, type ToyTcpServer } from './servers.ts';
import { waitFor } from './wait.ts';
import { startTestWorker } from './worker.ts';

/** Failover options, switch-over and edits, from the verb to the traffic: services, Postgres, a worker, real sockets. */

const cleanups: (() => unknown)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

const CHECK = { type: 'tcp', timeoutSeconds: 1, intervalSeconds: 1, healthyThreshold: 2, unhealthyThreshold: 2 };
const one = (server: { serverId: string; port: number }, role: 'active' | 'standby') => ({
  serverId: server.serverId,
  port: server.port,
  role,
});

type Backend = ToyTcpServer & { serverId: string };

/** A database and a worker of its own, with an instance and two servers, all on addresses that end in `number`. */
class Site {
  readonly address: string;
  loadBalancerId = '';
  groupId = '';

  private constructor(
    readonly number: number,
    readonly context: Context,
    readonly active: Backend,
    readonly standby: Backend,
    readonly startWorker: () => Promise<Awaited<ReturnType<typeof startTestWorker>>>,
  ) {
    this.address = `127.0.60.${number}`;
  }

  static async create(number: number): Promise<Site> {
    const database = await createTestDatabase();
    const configuration = new TestConfiguration(database.url);
    await configuration.addRegion('north');
    await configuration.close();
    const prisma = createPrismaClient(database.url);
    const dataDir = await mkdtemp(join(tmpdir(), 'openslb-depth-'));
    cleanups.push(
      () => database.drop(),
      () => rm(dataDir, { recursive: true, force: true }),
      () => prisma.$disconnect(),
    );
    const context: Context = { prisma, actor: { type: 'operator', id: null, name: 'Ada' }, requestId: randomUUID() };
    const active = await newBackend(context, 'active', `127.0.61.${number}`);
    const standby = await newBackend(context, 'standby', `127.0.62.${number}`);
    const site = new Site(number, context, active, standby, async () => {
      const worker = await startTestWorker({ databaseUrl: database.url, dataDir });
      let isStopped = false;
      const stop = async () => {
        if (!isStopped) {
          isStopped = true;
          await worker.stop();
        }
      };
      cleanups.push(stop);
      return { ...worker, stop };
    });
    const wanted = { regionId: 'north', name: 'site', address: site.address };
    site.loadBalancerId = (await createLoadBalancer(context, wanted)).id;
    const group = { name: 'pair', servers: [one(active, 'active'), one(standby, 'standby')] };
    site.groupId = (await createActiveStandbyGroup(context, { loadBalancerId: site.loadBalancerId, group })).id;
    return site;
  }

  async listen(options: object = {}): Promise<Listener> {
    const port = await freePort(this.address);
    const target = { kind: 'active-standby-group', id: this.groupId };
    const listener = { protocol: 'tcp', port, target, healthCheck: CHECK, start: true, ...options };
    const { id } = await createListener(this.context, { loadBalancerId: this.loadBalancerId, listener });
    return new Listener(this, id, port);
  }

  switch(to: 'active' | 'standby', reason: string) {
    return switchActiveStandbyGroup(this.context, { id: this.groupId, order: { to, reason } });
  }

  edit(changes: object) {
    return updateActiveStandbyGroup(this.context, { id: this.groupId, changes });
  }

  group() {
    return getActiveStandbyGroup(this.context, { id: this.groupId });
  }

  async events(listenerId: string) {
    const { items } = await listFailovers(this.context, { loadBalancerId: this.loadBalancerId, query: {} });
    return items.filter((event) => event.listenerId === listenerId).reverse();
  }
}

class Listener {
  constructor(
    readonly site: Site,
    readonly id: string,
    readonly port: number,
  ) {}

  view(): Promise<ListenerView> {
    return getListener(this.site.context, { id: this.id });
  }

  async until(what: string, condition: (view: ListenerView) => boolean): Promise<ListenerView> {
    return waitFor(
      async () => {
        const view = await this.view();
        return condition(view) && view;
      },
      { what: `${this.id}: ${what}` },
    );
  }

  running = () => this.until('running', (view) => view.status === 'running');
  serves = (role: string) => this.until(`${role} serves`, (view) => view.serving.role === role);
  healthy = () => this.until('healthy', (view) => view.health === 'normal');

  /** Which server a new connection reaches, or the error of the connection. */
  reached(): Promise<string> {
    return firstLine(this.port, this.site.address).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  }

  async open() {
    const socket = connect(this.port, this.site.address);
    let ending: string | null = null;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      ending = error.code ?? 'error';
    });
    cleanups.push(() => socket.destroy());
    const [chunk] = await once(socket, 'data');
    return {
      name: String(chunk).trim(),
      ended: () => ending,
      async echo(text: string): Promise<string> {
        const answer = once(socket, 'data');
        socket.write(text);
        return String((await answer)[0]);
      },
    };
  }
}

async function newBackend(context: Context, name: string, address: string): Promise<Backend> {
  const server = await startTcpServer({ name, address });
  cleanups.push(() => server.stop());
  const { id } = await createServer(context, { regionId: 'north', name, address });
  return Object.assign(server, { serverId: id });
}

describe.concurrent('an active/standby group', { timeout: 180_000 }, () => {
  test('retry on the standby: with a refused active no client sees a failure, before any verdict', async () => {
    const site = await Site.create(1);
    await site.startWorker();
    const listener = await site.listen({ healthCheck: { ...CHECK, enabled: false } });
    await listener.running();
    await site.active.stop();
    expect(await listener.reached()).toBe('ECONNRESET');
    await updateListener(site.context, { id: listener.id, changes: { retryOnStandby: true, connectTimeoutMilliseconds: 1000 } });
    await listener.running();
    const reached = await Promise.all(Array.from({ length: 50 }, () => listener.reached()));
    expect(new Set(reached)).toEqual(new Set(['standby']));
    expect((await listener.view()).serving.role).toBe('active');
  });

  test('delayed failback: traffic returns after the stable time, and says so', async () => {
    const site = await Site.create(2);
    await site.startWorker();
    const listener = await site.listen({ failback: { mode: 'delayed', stableSeconds: 6 } });
    await site.active.stop();
    await listener.serves('standby');
    await site.active.start();
    const waiting = await listener.healthy();
    expect(waiting.serving).toMatchObject({
      role: 'standby',
      reason: 'Active server is healthy; traffic returns after 6 s without a failed check',
    });
    const healthySince = Date.parse(waiting.members.find((member) => member.role === 'active')?.since ?? '');
    expect(await listener.reached()).toBe('standby');
    const back = await listener.serves('active');
    expect(await listener.reached()).toBe('active');
    expect(Date.parse(back.serving.since ?? '') - healthySince).toBeGreaterThanOrEqual(5990);
    await waitFor(async () => (await site.events(listener.id)).length === 2);
  });

  test('manual failback: only a switch returns the traffic, also after a restart of the worker', async () => {
    const site = await Site.create(3);
    const first = await site.startWorker();
    const listener = await site.listen({ failback: { mode: 'manual' } });
    await site.active.stop();
    await listener.serves('standby');
    await site.active.start();
    const reason = 'Active server is healthy; failback is manual, so traffic returns by a switch';
    expect((await listener.healthy()).serving).toMatchObject({ role: 'standby', reason });
    await first.stop();
    await site.startWorker();
    expect((await listener.running()).serving).toMatchObject({ role: 'standby', reason });
    expect(await listener.reached()).toBe('standby');
    await site.switch('active', 'tested, go back');
    expect((await listener.serves('active')).serving.reason).toBe('Switched to the active by Ada: tested, go back');
    expect(await listener.reached()).toBe('active');
    const events = await waitFor(async () => {
      const all = await site.events(listener.id);
      return all.length === 2 && all;
    });
    expect(events[1]).toMatchObject({ from: 'standby', to: 'active', reason: 'Switched to the active by Ada: tested, go back' });
  });

  test('a switch moves all listeners of the group, survives a restart, and ends by a switch only', async () => {
    const site = await Site.create(4);
    const first = await site.startWorker();
    const listeners = [await site.listen(), await site.listen({ healthCheck: { ...CHECK, enabled: false } })];
    await listeners[0]?.healthy();
    await site.switch('standby', 'kernel update');
    for (const listener of listeners) {
      expect((await listener.serves('standby')).serving.reason).toBe('Switched to the standby by Ada: kernel update');
      expect(await listener.reached()).toBe('standby');
      const events = await waitFor(async () => {
        const all = await site.events(listener.id);
        return all.length === 1 && all;
      });
      expect(events[0]).toMatchObject({ from: 'active', to: 'standby', reason: 'Switched to the standby by Ada: kernel update' });
    }
    expect((await site.group()).serving.role).toBe('standby');
    // One verdict against the active and one for it: neither moves anything.
    await site.active.stop();
    await listeners[0]?.until('abnormal', (view) => view.health === 'abnormal');
    await site.active.start();
    await listeners[0]?.healthy();
    await first.stop();
    await site.startWorker();
    for (const listener of listeners) {
      await listener.running();
      expect(await listener.reached()).toBe('standby');
    }
    await site.switch('active', 'done');
    for (const listener of listeners) {
      await listener.serves('active');
      expect(await listener.reached()).toBe('active');
      await waitFor(async () => (await site.events(listener.id)).length === 2);
    }
  });

  test('a switch to an unhealthy active leaves the traffic with the standby until the active is healthy', async () => {
    const site = await Site.create(5);
    await site.startWorker();
    const listener = await site.listen();
    await site.switch('standby', 'maintenance');
    await listener.serves('standby');
    await site.active.stop();
    await listener.until('abnormal', (view) => view.health === 'abnormal');
    await site.switch('active', 'too early');
    const { serving } = await listener.until('told', (view) => view.serving.reason?.startsWith('Active') === true);
    expect(serving).toMatchObject({ role: 'standby', reason: 'Active server is unhealthy: connection refused' });
    expect(await listener.reached()).toBe('standby');
    await site.active.start();
    await listener.serves('active');
    expect(await listener.reached()).toBe('active');
  });

  test('a switch that was ordered while the worker was away is carried out and reported when it starts', async () => {
    const site = await Site.create(6);
    const first = await site.startWorker();
    const listener = await site.listen();
    await listener.running();
    await listener.healthy();
    await first.stop();
    await site.switch('standby', 'while away');
    await site.startWorker();
    await listener.serves('standby');
    expect(await listener.reached()).toBe('standby');
    const events = await waitFor(async () => {
      const all = await site.events(listener.id);
      return all.length > 0 && all;
    });
    expect(events).toMatchObject([{ to: 'standby', reason: 'Switched to the standby by Ada: while away' }]);
  });

  test('established connections: reset at failover and failback, where that is chosen; kept elsewhere', async () => {
    const site = await Site.create(7);
    await site.startWorker();
    const check = await startTcpServer({ address: site.active.address });
    cleanups.push(() => check.stop());
    const healthCheck = { ...CHECK, port: check.port };
    const [resets, keeps] = [await site.listen({ healthCheck, onFailover: { mode: 'reset' } }), await site.listen({ healthCheck })];
    await Promise.all([resets.running(), keeps.running()]);
    const [cut, kept] = [await resets.open(), await keeps.open()];
    await check.stop();
    await waitFor(() => cut.ended() === 'ECONNRESET');
    await keeps.serves('standby');
    expect(await kept.echo('kept')).toBe('kept');
    const onStandby = await resets.open();
    expect(onStandby.name).toBe('standby');
    await check.start();
    await waitFor(() => onStandby.ended() === 'ECONNRESET');
    expect(await kept.echo('still')).toBe('still');
    expect(await resets.reached()).toBe('active');
  });

  test('established connections: drained after a switch, where that is chosen', async () => {
    const site = await Site.create(10);
    await site.startWorker();
    const listener = await site.listen({ onFailover: { mode: 'drain', drainSeconds: 10 } });
    await listener.running();
    const open = await listener.open();
    const switchedAt = performance.now();
    await site.switch('standby', 'drain it');
    await listener.serves('standby');
    expect(await open.echo('draining')).toBe('draining');
    await waitFor(() => open.ended() === 'ECONNRESET');
    expect(performance.now() - switchedAt).toBeGreaterThan(9900);
    expect(await listener.reached()).toBe('standby');
  });

  test('an edit of the group fails no new connection, cuts no open one, and keeps the verdict of who stays', async () => {
    const site = await Site.create(8);
    await site.startWorker();
    const other = await startTcpServer({ name: 'other port', address: site.active.address });
    cleanups.push(() => other.stop());
    const third = await newBackend(site.context, 'third', `127.0.63.${site.number}`);
    const listener = await site.listen();
    const { members } = await listener.healthy();
    const verdictSince = members.find((member) => member.role === 'active')?.since;
    const open = await listener.open();

    const reached: string[] = [];
    let isEditing = true;
    const hammer = async () => {
      while (isEditing) {
        reached.push(await listener.reached());
      }
    };
    const hammers = Array.from({ length: 4 }, hammer);
    const sends = (name: string) => waitFor(async () => reached.slice(-8).every((one) => one === name), { what: `traffic at ${name}` });
    const { active, standby } = site;

    await site.edit({ name: 'renamed' });
    await site.edit({ servers: [one(active, 'active'), one(third, 'standby')] });
    const kept = await listener.running();
    expect(kept.members.find((member) => member.role === 'active')).toMatchObject({ state: 'healthy', since: verdictSince });
    await site.edit({ servers: [one(third, 'active'), one(active, 'standby')] });
    await sends('third');
    await site.edit({ servers: [one(standby, 'active'), one(active, 'standby')] });
    await sends('standby');
    await site.edit({ servers: [{ ...one(active, 'active'), port: other.port }, one(standby, 'standby')] });
    await sends('other port');
    await site.edit({ servers: [one(active, 'active'), one(standby, 'standby')] });
    await sends('active');
    isEditing = false;
    await Promise.all(hammers);

    expect(new Set(reached)).toEqual(new Set(['active', 'third', 'standby', 'other port']));
    expect(await open.echo('never left')).toBe('never left');
    expect(await site.events(listener.id)).toEqual([]);
  });

  test('making the standby the active after a failover moves no traffic, and ends a switch', async () => {
    const site = await Site.create(9);
    await site.startWorker();
    const listener = await site.listen({ failback: { mode: 'manual' }, onFailover: { mode: 'reset' } });
    // A worker that reads listener and switch at once begins on the standby, and nothing has moved.
    await listener.serves('active');
    await site.switch('standby', 'the old one is to go');
    await listener.serves('standby');
    const open = await listener.open();
    const { switch: order } = await site.edit({ servers: [one(site.standby, 'active'), one(site.active, 'standby')] });
    expect(order).toBeNull();
    await listener.serves('active');
    expect(await listener.reached()).toBe('standby');
    expect(await open.echo('here')).toBe('here');
    await waitFor(async () => (await site.events(listener.id)).length > 0);
    expect((await site.events(listener.id)).map((event) => event.to)).toEqual(['standby']);
  });
});
