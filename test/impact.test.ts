import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImpactView, ListenerView } from '#domain/view.ts';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import { createActiveStandbyGroup } from '#services/active-standby-group/create.ts';
import { switchActiveStandbyGroup } from '#services/active-standby-group/switch.ts';
import { updateActiveStandbyGroup } from '#services/active-standby-group/update.ts';
import type { Context } from '#services/context.ts';
import { replaceDefaultServers } from '#services/default-server-group/replace.ts';
import { Rehearsed } from '#services/impact/rehearse.ts';
import { createListener } from '#services/listener/create.ts';
import { deleteListener } from '#services/listener/delete.ts';
import { getListener } from '#services/listener/get.ts';
import { stopListener } from '#services/listener/stop.ts';
import { updateListener } from '#services/listener/update.ts';
import { createLoadBalancer } from '#services/load-balancer/create.ts';
import { deleteLoadBalancer } from '#services/load-balancer/delete.ts';
import { stopLoadBalancer } from '#services/load-balancer/stop.ts';
import { updateLoadBalancer } from '#services/load-balancer/update.ts';
import { updateRegion } from '#services/region/update.ts';
import { createServer } from '#services/server/create.ts';
import { updateServer } from '#services/server/update.ts';
import { createVServerGroup } from '#services/vserver-group/create.ts';
import { updateVServerGroup } from '#services/vserver-group/update.ts';
import { TestConfiguration } from './configuration.ts';
import { createTestDatabase } from './database.ts';
import { freePort, openUdpClient, startTcpServer, startUdpServer } from './servers.ts';
import { waitFor } from './wait.ts';
import { startTestWorker } from './worker.ts';

/** What is foretold of open connections is what a real worker does to real ones: each kind of change is rehearsed, then made. */

const cleanups: (() => unknown)[] = [];
let prisma: PrismaClient;
let context: Context;
let servers: { id: string; address: string; port: number }[];
let addresses = 0;

beforeAll(async () => {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const configuration = new TestConfiguration(database.url);
  await configuration.addRegion('north');
  await configuration.close();
  prisma = createPrismaClient(database.url);
  cleanups.push(() => prisma.$disconnect());
  context = { prisma, actor: { type: 'operator', id: null, name: 'Ada' }, requestId: randomUUID() };
  const worker = await startTestWorker({ databaseUrl: database.url });
  cleanups.push(() => worker.stop());
  const port = await freePort('127.0.66.1');
  servers = await Promise.all(
    ['one', 'two', 'three'].map(async (name, index) => {
      const address = `127.0.66.${(index + 1).toString()}`;
      const tcp = await startTcpServer({ name, address, port });
      const udp = await startUdpServer({ name, address, port });
      cleanups.push(
        () => tcp.stop(),
        () => udp.stop(),
      );
      const { id } = await createServer(context, { regionId: 'north', name, address });
      return { id, address, port };
    }),
  );
});
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

const CHECK_OFF = { enabled: false, type: 'tcp', timeoutSeconds: 1, intervalSeconds: 1, healthyThreshold: 2, unhealthyThreshold: 2 };
const [ONE, TWO, THREE] = [0, 1, 2];
const member = (index: number, more: object) => ({ serverId: servers[index]?.id, port: servers[index]?.port, ...more });
const pair = (active: number, standby: number) => [member(active, { role: 'active' }), member(standby, { role: 'standby' })];
const pool = (...indexes: number[]) => indexes.map((index) => member(index, { weight: 100 }));

/** An instance of its own, with a pair, a pool and default servers of two servers each. */
async function newSite() {
  addresses += 1;
  const { id: loadBalancerId, address } = await createLoadBalancer(context, {
    regionId: 'north',
    name: 'site',
    address: `127.0.60.${addresses.toString()}`,
  });
  const pairId = (await createActiveStandbyGroup(context, { loadBalancerId, group: { name: 'pair', servers: pair(ONE, TWO) } })).id;
  const poolId = (await createVServerGroup(context, { loadBalancerId, group: { name: 'pool', servers: pool(ONE, TWO) } })).id;
  const onDefault = [ONE, TWO].map((index) => ({ serverId: servers[index]?.id }));
  await replaceDefaultServers(context, { loadBalancerId, servers: onDefault });
  const targets = {
    pair: { kind: 'active-standby-group', id: pairId },
    pool: { kind: 'vserver-group', id: poolId },
    default: { kind: 'default', backendPort: servers[0]?.port },
  };
  return { loadBalancerId, address, pairId, poolId, targets };
}
type Site = Awaited<ReturnType<typeof newSite>> & { id: string };

interface Connection {
  isOpen(): Promise<boolean>;
}

async function openTcp(address: string, port: number): Promise<Connection> {
  const socket = connect(port, address);
  let isEnded = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    isEnded = true;
  });
  cleanups.push(() => socket.destroy());
  await once(socket, 'data');
  return {
    isOpen: async () => {
      if (isEnded) {
        return false;
      }
      const answered = once(socket, 'data').then(() => true);
      const closed = new Promise<boolean>((resolve) => socket.once('close', () => resolve(false)));
      socket.write('?');
      return Promise.race([answered, closed]);
    },
  };
}

/** A flow is open as long as its client gets the same server. */
async function openUdp(address: string, port: number): Promise<Connection> {
  const client = await openUdpClient(port, address);
  cleanups.push(() => client.close());
  const ask = async () => (await waitFor(() => client.ask('?'))).split(':')[0];
  const first = await ask();
  return { isOpen: async () => (await client.ask('?', 300))?.split(':')[0] === first };
}

const inForce = (id: string) =>
  waitFor(async () => {
    const view: ListenerView = await getListener(context, { id });
    const isThere = view.nodes.length > 0 && view.nodes.every((node) => node.inForce);
    return isThere && view;
  });

async function foretell(change: (context: Context) => Promise<unknown>): Promise<ImpactView> {
  const answer = await change({ ...context, isRehearsal: true }).catch((error: unknown) => error);
  if (answer instanceof Rehearsed) {
    return answer.impact;
  }
  throw answer;
}

interface Case {
  name: string;
  listener?: object;
  target?: 'pair' | 'pool' | 'default';
  protocol?: 'tcp' | 'udp';
  before?: (site: Site) => Promise<unknown>;
  change: (context: Context, site: Site) => Promise<unknown>;
  /** Of four open connections. On a pool each server has two. */
  cut: number;
  drained?: number;
  isGone?: boolean;
}

const change = {
  listener: (changes: object) => (as: Context, site: Site) => updateListener(as, { id: site.id, changes }),
  pool: (changes: object | (() => object)) => (as: Context, site: Site) =>
    updateVServerGroup(as, { id: site.poolId, changes: typeof changes === 'function' ? changes() : changes }),
  pair: (changes: () => object) => (as: Context, site: Site) => updateActiveStandbyGroup(as, { id: site.pairId, changes: changes() }),
  sourceNat: (sourceNat: boolean) => (as: Context) => updateRegion(as, { id: 'north', changes: { sourceNat } }),
  switchTo: (to: string) => (as: Context, site: Site) => switchActiveStandbyGroup(as, { id: site.pairId, order: { to, reason: 'test' } }),
};
const toStandby = (site: Site) => change.switchTo('standby')(context, site);

const CASES: Case[] = [
  { name: 'stop listener', change: (as, site) => stopListener(as, site), cut: 4, isGone: true },
  { name: 'remove listener', change: (as, site) => deleteListener(as, site), cut: 4, isGone: true },
  { name: 'stop instance', change: (as, site) => stopLoadBalancer(as, { id: site.loadBalancerId }), cut: 4, isGone: true },
  { name: 'release instance', change: (as, site) => deleteLoadBalancer(as, { id: site.loadBalancerId }), cut: 4, isGone: true },
  { name: 'proxy protocol', change: change.listener({ proxyProtocol: true }), cut: 0 },
  { name: 'health check', change: change.listener({ healthCheck: { ...CHECK_OFF, enabled: true } }), cut: 0 },
  { name: 'scheduler and persistence', change: change.listener({ scheduler: 'rr', persistence: { timeoutSeconds: 60 } }), cut: 0 },
  {
    name: 'bandwidth and longer idle timeout',
    listener: { idleTimeoutSeconds: 500 },
    change: change.listener({ bandwidthMbps: 5, idleTimeoutSeconds: 900 }),
    cut: 0,
  },
  {
    name: 'specification of the instance',
    change: (as, site) => updateLoadBalancer(as, { id: site.loadBalancerId, changes: { specification: 'slb.s1.small' } }),
    cut: 0,
  },
  {
    name: 'another kind of group',
    change: (as, site) => updateListener(as, { id: site.id, changes: { target: site.targets.pair } }),
    cut: 0,
  },
  { name: 'another pool', change: (as, site) => updateListener(as, { id: site.id, changes: { target: site.targets.default } }), cut: 0 },
  { name: 'member of a pool removed', change: change.pool(() => ({ servers: pool(TWO) })), cut: 2 },
  {
    name: 'member of a pool removed, draining',
    listener: { connectionDraining: { timeoutSeconds: 900 } },
    change: change.pool(() => ({ servers: pool(TWO) })),
    cut: 0,
    drained: 2,
  },
  { name: 'port of a pool member', change: change.pool(() => ({ servers: [member(ONE, { port: 1 }), member(TWO, {})] })), cut: 2 },
  { name: 'weight 0', change: change.pool(() => ({ servers: [member(ONE, { weight: 0 }), member(TWO, {})] })), cut: 0 },
  { name: 'member added and renamed', change: change.pool(() => ({ name: 'more', servers: pool(ONE, TWO, THREE) })), cut: 0 },
  {
    name: 'default server removed',
    target: 'default',
    change: (as, site) => replaceDefaultServers(as, { loadBalancerId: site.loadBalancerId, servers: [{ serverId: servers[TWO]?.id }] }),
    cut: 2,
  },
  {
    name: 'backend port of the default group',
    target: 'default',
    change: change.listener({ target: { kind: 'default', backendPort: 1 } }),
    cut: 0,
  },
  {
    name: 'address of a server',
    change: (as) => updateServer(as, { id: servers[THREE]?.id ?? '', changes: { address: '127.0.66.9' } }),
    before: (site) => change.pool(() => ({ servers: pool(THREE) }))(context, site),
    cut: 0,
  },
  { name: 'pair: member replaced', target: 'pair', change: change.pair(() => ({ servers: pair(THREE, TWO) })), cut: 0 },
  {
    name: 'pair: member replaced, draining',
    target: 'pair',
    listener: { connectionDraining: { timeoutSeconds: 900 } },
    change: change.pair(() => ({ servers: pair(THREE, TWO) })),
    cut: 0,
    drained: 4,
  },
  {
    name: 'pair: port of the active',
    target: 'pair',
    change: change.pair(() => ({ servers: [member(ONE, { port: 1, role: 'active' }), member(TWO, { role: 'standby' })] })),
    cut: 0,
  },
  {
    name: 'pair: roles swapped',
    target: 'pair',
    listener: { onFailover: { mode: 'reset' } },
    change: change.pair(() => ({ servers: pair(TWO, ONE) })),
    cut: 0,
  },
  { name: 'pair: switch, keep', target: 'pair', change: change.switchTo('standby'), cut: 0 },
  { name: 'pair: switch, reset', target: 'pair', listener: { onFailover: { mode: 'reset' } }, change: change.switchTo('standby'), cut: 4 },
  {
    name: 'pair: switch, drain',
    target: 'pair',
    listener: { onFailover: { mode: 'drain', drainSeconds: 900 } },
    change: change.switchTo('standby'),
    cut: 0,
    drained: 4,
  },
  {
    name: 'pair: switch to who serves',
    target: 'pair',
    listener: { onFailover: { mode: 'reset' } },
    change: change.switchTo('active'),
    cut: 0,
  },
  {
    name: 'pair: switch back, reset',
    target: 'pair',
    listener: { onFailover: { mode: 'reset' } },
    before: toStandby,
    change: change.switchTo('active'),
    cut: 4,
  },
  { name: 'udp: stop', protocol: 'udp', change: (as, site) => stopListener(as, site), cut: 4, isGone: true },
  { name: 'udp: proxy protocol of a pool', protocol: 'udp', change: change.listener({ name: 'dns' }), cut: 0 },
  { name: 'udp: member of a pool removed', protocol: 'udp', change: change.pool(() => ({ servers: pool(TWO) })), cut: 2 },
  {
    name: 'udp: another pool',
    protocol: 'udp',
    change: (as, site) => updateListener(as, { id: site.id, changes: { target: site.targets.default } }),
    cut: 0,
  },
  { name: 'udp pair: switch, keep', protocol: 'udp', target: 'pair', change: change.switchTo('standby'), cut: 4 },
  { name: 'udp pair: switch back, keep', protocol: 'udp', target: 'pair', before: toStandby, change: change.switchTo('active'), cut: 0 },
  {
    name: 'udp pair: switch back, reset',
    protocol: 'udp',
    target: 'pair',
    listener: { onFailover: { mode: 'reset' } },
    before: toStandby,
    change: change.switchTo('active'),
    cut: 4,
  },
  {
    name: 'udp pair: member replaced',
    protocol: 'udp',
    target: 'pair',
    change: change.pair(() => ({ servers: pair(THREE, TWO) })),
    cut: 0,
  },
  { name: 'source NAT of the region on', change: change.sourceNat(true), cut: 0 },
  { name: 'udp: source NAT of the region off', protocol: 'udp', change: change.sourceNat(false), cut: 0 },
];

describe('what is foretold is what happens', () => {
  test.each(CASES)(
    '$name',
    async ({ listener = {}, target = 'pool', protocol = 'tcp', before, change, cut, drained = 0, isGone = false }) => {
      const made = await newSite();
      const port = await freePort(made.address);
      const { id } = await createListener(context, {
        loadBalancerId: made.loadBalancerId,
        listener: { protocol, port, target: made.targets[target], healthCheck: CHECK_OFF, start: true, ...listener },
      });
      const site = { ...made, id };
      await before?.(site);
      await inForce(id);
      const open = protocol === 'tcp' ? openTcp : openUdp;
      const connections: Connection[] = [];
      for (let index = 0; index < 4; index += 1) {
        connections.push(await open(site.address, port));
      }
      // What is foretold speaks of what nodes have reported.
      await waitFor(async () => (await getListener(context, { id })).traffic.connectionsCurrent === 4);
      await waitFor(
        async () =>
          (await prisma.memberTraffic.aggregate({ _sum: { connectionsCurrent: true }, where: { listenerId: id } }))._sum
            .connectionsCurrent === 4,
      );

      const revision = await prisma.region.findUniqueOrThrow({ where: { id: 'north' } });
      const impact = await foretell((as) => change(as, site));
      expect(impact.refusal).toBeNull();
      // A server may serve listeners of other cases too.
      expect(impact.listeners.find((one) => one.id === id)).toMatchObject({ open: 4, cut, drained, kept: 4 - cut - drained });
      expect(await prisma.region.findUniqueOrThrow({ where: { id: 'north' } })).toEqual(revision);

      await change(context, site);
      const countOpen = async () => (await Promise.all(connections.map((connection) => connection.isOpen()))).filter(Boolean).length;
      if (isGone) {
        await waitFor(async () => (await countOpen()) === 0, { what: 'every connection to be cut' });
      } else {
        await inForce(id);
        expect(await countOpen()).toBe(4 - cut);
      }
    },
  );

  test('nothing for what no started listener concerns', async () => {
    const site = await newSite();
    const impact = await foretell((as) => updateVServerGroup(as, { id: site.poolId, changes: { servers: pool(TWO) } }));
    expect(impact).toEqual({ open: 0, cut: 0, drained: 0, kept: 0, listeners: [], refusal: null });
  });
});
