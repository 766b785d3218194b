import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListenerCounters, ListenerPlan } from '#proxy/engine/engine.ts';
import { createLog } from '#proxy/log.ts';
import { activeStandby, listenerPlan, planChange, pool, targetPlan } from '#test/plan.ts';
import { type Remote, startRemote } from '#test/remote.ts';
import { ThreeHosts } from '#test/three-hosts.ts';
import type { Clients } from '#test/traffic/clients.ts';
import { whyNoKernel } from '#test/traffic/engines.ts';
import type { Servers } from '#test/traffic/servers.ts';
import { waitFor } from '#test/wait.ts';
import { Conntrack } from './conntrack.ts';
import { KernelEngine } from './kernel-engine.ts';
import { KernelTraffic, type Reading } from './kernel-traffic.ts';
import { Nft } from './nft.ts';
import { readTable } from './table-reading.ts';

const obstacle = whyNoKernel();
if (obstacle !== null) {
  process.stdout.write(`Skipped, counters of the kernel with real traffic: ${obstacle}\n`);
}

const [MARK, OTHER] = [0x4000_0001, 0x4000_0002];
const FAMILIES = ['ipv4', 'ipv6'] as const;

/** Bytes in, packets in, bytes out, packets out. */
type Four = [number, number, number, number];

function reading(traffic: Record<number, Four>, more: Partial<Reading> = {}): Reading {
  const marks = Object.entries(traffic).map(
    ([mark, [bytesIn, packetsIn, bytesOut, packetsOut]]) => [Number(mark), { bytesIn, packetsIn, bytesOut, packetsOut }] as const,
  );
  return { traffic: new Map(marks), opened: new Map(), refused: new Map(), current: null, made: 1, ...more };
}

function owned(protocol: 'tcp' | 'udp' = 'tcp', service = `10.0.0.1 ${protocol} 80`): KernelTraffic {
  const traffic = new KernelTraffic();
  traffic.own(MARK, { listenerId: 'l', memberId: 'm', protocol });
  traffic.place('l', service);
  return traffic;
}

/** Of the listener and of its only member, which must be the same. */
function countersOf(traffic: KernelTraffic): ListenerCounters | undefined {
  const counters = traffic.countersOf('l');
  const { connectTimes, connectMsTotal, memberId, ...member } = counters?.members[0] ?? ({} as ListenerCounters['members'][number]);
  expect(counters).toMatchObject(member);
  expect(connectTimes).toEqual(Array(13).fill(0));
  expect(connectMsTotal).toBe(0);
  return counters;
}

describe('totals of readings', () => {
  test('a listener that nobody has named has none', () => {
    expect(new KernelTraffic().countersOf('l')).toBeUndefined();
    expect(new KernelTraffic().counters()).toEqual([]);
  });

  test('only what is new is added', () => {
    const traffic = owned();
    traffic.take(reading({ [MARK]: [1000, 10, 500, 5] }, { opened: new Map([[MARK, 2]]) }));
    traffic.take(reading({ [MARK]: [1500, 12, 900, 7] }, { opened: new Map([[MARK, 3]]) }));
    expect(countersOf(traffic)).toMatchObject({ bytesInTotal: 1500, bytesOutTotal: 900, connectionsTotal: 3 });
  });

  test('packets are counted for UDP only, and its bytes without headers', () => {
    const tcp = owned();
    tcp.take(reading({ [MARK]: [1000, 10, 500, 5] }));
    expect(countersOf(tcp)).toMatchObject({ bytesInTotal: 1000, packetsInTotal: 0, packetsOutTotal: 0 });
    const ipv4 = owned('udp');
    ipv4.take(reading({ [MARK]: [1000, 10, 500, 5] }));
    expect(countersOf(ipv4)).toMatchObject({ bytesInTotal: 720, packetsInTotal: 10, bytesOutTotal: 360, packetsOutTotal: 5 });
    const ipv6 = owned('udp', 'fd00::1 udp 53');
    ipv6.take(reading({ [MARK]: [1000, 10, 500, 5] }));
    expect(countersOf(ipv6)).toMatchObject({ bytesInTotal: 520, packetsInTotal: 10, bytesOutTotal: 260, packetsOutTotal: 5 });
  });

  test('a counter that went down, or went away, began anew', () => {
    const traffic = owned();
    traffic.take(reading({ [MARK]: [1000, 10, 500, 5] }, { opened: new Map([[MARK, 5]]) }));
    traffic.take(reading({ [MARK]: [100, 1, 50, 1] }, { opened: new Map([[MARK, 1]]) }));
    traffic.take(reading({}));
    traffic.take(reading({ [MARK]: [7, 1, 0, 0] }));
    expect(countersOf(traffic)).toMatchObject({ bytesInTotal: 1107, bytesOutTotal: 550, connectionsTotal: 6 });
  });

  test('counters of a table that was made anew began with it, however much they say', () => {
    const traffic = owned();
    traffic.take(reading({ [MARK]: [1000, 10, 500, 5] }, { opened: new Map([[MARK, 5]]) }));
    traffic.take(reading({ [MARK]: [1000, 10, 700, 5] }, { opened: new Map([[MARK, 6]]), made: 2 }));
    traffic.take(reading({ [MARK]: [1001, 10, 700, 5] }, { opened: new Map([[MARK, 6]]), made: 2 }));
    expect(countersOf(traffic)).toMatchObject({ bytesInTotal: 2001, bytesOutTotal: 1200, connectionsTotal: 11 });
  });

  test('what stood there at adoption does not count, also for marks that are owned later', () => {
    const traffic = new KernelTraffic();
    traffic.baseline(
      reading(
        { [MARK]: [1000, 10, 500, 5] },
        { opened: new Map([[MARK, 5]]), refused: new Map([['10.0.0.1 tcp 80', { 'rate-limit': 4 }]]) },
      ),
    );
    traffic.own(MARK, { listenerId: 'l', memberId: 'm', protocol: 'tcp' });
    traffic.place('l', '10.0.0.1 tcp 80');
    traffic.take(
      reading(
        { [MARK]: [1001, 11, 502, 6] },
        { opened: new Map([[MARK, 6]]), refused: new Map([['10.0.0.1 tcp 80', { 'rate-limit': 9 }]]) },
      ),
    );
    expect(countersOf(traffic)).toMatchObject({ bytesInTotal: 1, bytesOutTotal: 2, connectionsTotal: 1, drops: { 'rate-limit': 5 } });
  });

  test('marks of one member, older and newer, count for the same totals; a forgotten one leaves its own', () => {
    const traffic = owned();
    traffic.own(OTHER, { listenerId: 'l', memberId: 'm', protocol: 'tcp' });
    const current = new Map([
      [MARK, 2],
      [OTHER, 3],
    ]);
    traffic.take(reading({ [MARK]: [10, 1, 1, 1], [OTHER]: [20, 1, 2, 1] }, { current }));
    expect(countersOf(traffic)).toMatchObject({ bytesInTotal: 30, bytesOutTotal: 3, connectionsCurrent: 5 });
    traffic.forget(MARK);
    traffic.take(reading({ [MARK]: [99, 9, 9, 9], [OTHER]: [21, 1, 2, 1] }));
    expect(countersOf(traffic)).toMatchObject({ bytesInTotal: 31, bytesOutTotal: 3, connectionsCurrent: 3 });
    traffic.forget(OTHER);
    traffic.forget(OTHER);
    expect(countersOf(traffic)).toMatchObject({ bytesInTotal: 31, connectionsCurrent: 0 });
  });

  test('a mark that is given to another member counts for that one from then on', () => {
    const traffic = owned();
    traffic.take(reading({ [MARK]: [10, 1, 0, 0] }, { current: new Map([[MARK, 4]]) }));
    traffic.own(MARK, { listenerId: 'l', memberId: 'n', protocol: 'tcp' });
    traffic.take(reading({ [MARK]: [15, 1, 0, 0] }));
    expect(traffic.countersOf('l')).toMatchObject({
      bytesInTotal: 15,
      connectionsCurrent: 0,
      members: [
        { memberId: 'm', bytesInTotal: 10 },
        { memberId: 'n', bytesInTotal: 5 },
      ],
    });
  });

  test('what is open stays as it was when it was not counted', () => {
    const traffic = owned();
    traffic.take(reading({}, { current: new Map([[MARK, 4]]) }));
    traffic.take(reading({}));
    expect(countersOf(traffic)?.connectionsCurrent).toBe(4);
    traffic.take(reading({}, { current: new Map() }));
    expect(countersOf(traffic)?.connectionsCurrent).toBe(0);
  });

  test('refusals are of the listener that has the service at the time', () => {
    const traffic = owned();
    const refused = (count: number) => new Map([['10.0.0.1 tcp 80', { 'access-control': count } as const]]);
    traffic.take(reading({}, { refused: refused(2) }));
    traffic.place('l', null);
    traffic.take(reading({}, { refused: refused(5) }));
    traffic.place('k', '10.0.0.1 tcp 80');
    traffic.take(reading({}, { refused: refused(6) }));
    expect(traffic.countersOf('l')?.drops).toEqual({ 'access-control': 2 });
    expect(traffic.countersOf('k')?.drops).toEqual({ 'access-control': 1 });
  });

  test('two listeners exchange their services, in whatever order that is said', () => {
    const traffic = new KernelTraffic();
    const services = ['10.0.0.1 tcp 80', '10.0.0.1 tcp 81'] as const;
    traffic.place('a', services[0]);
    traffic.place('b', services[1]);
    traffic.place('a', services[1]);
    traffic.place('b', services[0]);
    traffic.take(reading({}, { refused: new Map(services.map((service, index) => [service, { 'no-server': index + 1 } as const])) }));
    expect([traffic.countersOf('a')?.drops, traffic.countersOf('b')?.drops]).toEqual([{ 'no-server': 2 }, { 'no-server': 1 }]);
  });

  test('what was removed keeps its totals, up to a bound', () => {
    const traffic = new KernelTraffic();
    const count = 12_000;
    for (let index = 0; index < count; index++) {
      traffic.own(MARK, { listenerId: `l${index}`, memberId: 'm', protocol: 'tcp' });
      traffic.place(`l${index}`, `10.0.0.1 tcp ${index}`);
      traffic.take(reading({ [MARK]: [index + 1, 1, 0, 0] }));
      traffic.forget(MARK);
      traffic.place(`l${index}`, null);
    }
    const counters = traffic.counters();
    expect(counters.length).toBeLessThanOrEqual(10_001);
    expect(counters.at(-1)).toMatchObject({ listenerId: `l${count - 1}`, connectionsCurrent: 0 });
    expect(traffic.countersOf('l0')).toBeUndefined();
  });

  test('what is told is a copy', () => {
    const traffic = owned();
    const before = traffic.countersOf('l');
    traffic.take(reading({ [MARK]: [10, 1, 0, 0] }));
    expect(before?.bytesInTotal).toBe(0);
    expect(before?.members[0]?.bytesInTotal).toBe(0);
  });
});

describe.skipIf(obstacle !== null)('with real traffic', () => {
  const [TCP, UDP, CLOSED, EMPTY] = [80, 53, 443, 99];
  const DATAGRAM = 'x'.repeat(100);
  const HOST = { whyNotForward4: null, whyNotForward6: null, whyNotLocal4: null, whyNotLocal6: null, isLocal: () => false };
  let hosts: ThreeHosts;
  let nft: Nft;
  let engine: KernelEngine;
  let clients: Remote<Clients>;
  let servers: Remote<Servers>;
  let processes: { stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    hosts = new ThreeHosts();
    nft = new Nft({ command: [...hosts.on('balancer'), 'nft'] });
    engine = new KernelEngine({
      nft,
      conntrack: new Conntrack({ command: [...hosts.on('balancer'), 'conntrack'] }),
      host: HOST,
      nodeId: 'node-1',
      engineSetting: 'auto',
      log: createLog(() => undefined),
      onServedByChanged: () => undefined,
    });
    const client = startRemote<Clients>('test/traffic/clients-process.ts', hosts.on('client'));
    const server = startRemote<Servers>('test/traffic/servers-process.ts', hosts.on('server'));
    processes = [client, server];
    [clients, servers] = [client.remote, server.remote];
  });
  afterAll(async () => {
    await engine?.close();
    await Promise.all(processes.map((one) => one.stop()));
    hosts?.remove();
  });

  const serviceOf = (family: (typeof FAMILIES)[number]) => ThreeHosts.address('balancer', family, 1);
  const idOf = (family: string, port: number) => `${family}-${port}`;

  async function counted(listenerId: string): Promise<ListenerCounters> {
    await engine.settled();
    return engine.countersOf(listenerId) ?? expect.fail(`${listenerId} is not counted`);
  }

  test('there is no table, and nothing to read', async () => {
    expect(await readTable(nft)).toBeNull();
  });

  test('listeners of both versions of IP and both protocols are in force', async () => {
    await engine.start();
    const plans: ListenerPlan[] = [];
    for (const family of FAMILIES) {
      const at = (port: number, protocol: 'tcp' | 'udp' = 'tcp') => ({ id: idOf(family, port), port, protocol, sourceNat: false });
      const place = await servers.start({ name: 'one', protocol: 'tcp', address: ThreeHosts.address('server', family, 1) });
      const flows = await servers.start({ name: 'one', protocol: 'udp', address: ThreeHosts.address('server', family, 1) });
      const pair = activeStandby({ active: place, standby: place });
      plans.push(
        await listenerPlan(serviceOf(family), pair, at(TCP)),
        await listenerPlan(serviceOf(family), activeStandby({ active: flows, standby: flows }), at(UDP, 'udp')),
        await listenerPlan(serviceOf(family), pair, {
          ...at(CLOSED),
          accessControl: {
            mode: 'blacklist',
            entries: [ThreeHosts.network('client', family), family === 'ipv4' ? '10.201.1.0/24' : 'fd20:1::/64'],
          },
        }),
        await listenerPlan(serviceOf(family), pool([targetPlan('m', place, 0)]), at(EMPTY)),
      );
    }
    await engine.apply(planChange(plans));
    expect(plans.map(({ id }) => engine.servedBy(id).engine)).toEqual(plans.map(() => 'nftables'));
  });

  test.each(FAMILIES)('a connection: bytes, number, and that it is open until it is closed (%s)', async (family) => {
    const text = 'y'.repeat(5000);
    const { id } = await clients.open({ address: serviceOf(family), port: TCP });
    expect(await clients.echo(id, text)).toBe(text);
    const listenerId = idOf(family, TCP);
    const counters = await counted(listenerId);
    expect(counters).toMatchObject({ connectionsTotal: 1, packetsInTotal: 0, packetsOutTotal: 0, drops: {} });
    expect(counters.bytesInTotal).toBeGreaterThan(text.length);
    expect(counters.bytesOutTotal).toBeGreaterThan(text.length);
    expect(counters.members).toMatchObject([
      { memberId: 'active', bytesInTotal: counters.bytesInTotal, connectionsTotal: 1 },
      { memberId: 'standby', bytesInTotal: 0, connectionsTotal: 0 },
    ]);
    await waitFor(() => engine.countersOf(listenerId)?.connectionsCurrent === 1, { what: 'the connection to be counted' });
    await clients.close(id);
    await waitFor(() => engine.countersOf(listenerId)?.connectionsCurrent === 0, { what: 'its end to be counted' });
    expect((await counted(listenerId)).connectionsTotal).toBe(1);
  });

  test.each(FAMILIES)('datagrams: packets, and bytes of payload (%s)', async (family) => {
    const id = await clients.flow({ address: serviceOf(family), port: UDP });
    await waitFor(async () => (await clients.ask(id, DATAGRAM)) === `one:${DATAGRAM}`, { what: 'an answer' });
    const { packetsInTotal, packetsOutTotal, bytesInTotal, bytesOutTotal, connectionsTotal } = await counted(idOf(family, UDP));
    expect(connectionsTotal).toBe(1);
    expect(packetsInTotal).toBeGreaterThan(0);
    expect(packetsOutTotal).toBeGreaterThan(0);
    expect(bytesInTotal).toBe(packetsInTotal * DATAGRAM.length);
    expect(bytesOutTotal).toBe(packetsOutTotal * `one:${DATAGRAM}`.length);
  });

  test.each(FAMILIES)('what was turned away, by cause (%s)', async (family) => {
    expect(await clients.reach({ address: serviceOf(family), port: CLOSED })).toBe('ECONNREFUSED');
    expect(await clients.reach({ address: serviceOf(family), port: EMPTY })).toBe('ECONNREFUSED');
    expect((await counted(idOf(family, CLOSED))).drops).toEqual({ 'access-control': 1 });
    expect((await counted(idOf(family, EMPTY))).drops).toEqual({ 'no-server': 1 });
  });

  test('counters go on when the table is deleted and made again', async () => {
    const listenerId = idOf('ipv4', TCP);
    const before = await counted(listenerId);
    await nft.run('delete table inet openslb\n');
    await waitFor(
      async () => {
        await engine.settled();
        return (await readTable(nft)) !== null;
      },
      { what: 'the table to be made again' },
    );
    expect(await clients.reach({ address: serviceOf('ipv4'), port: TCP })).toBe('one');
    const after = await counted(listenerId);
    expect(after.connectionsTotal).toBe(before.connectionsTotal + 1);
    expect(after.bytesInTotal).toBeGreaterThan(before.bytesInTotal);
  });

  test('a listener that was removed keeps its totals', async () => {
    const listenerId = idOf('ipv4', TCP);
    const before = await counted(listenerId);
    await engine.apply(planChange([], { remove: [listenerId] }));
    const after = await counted(listenerId);
    expect(after).toMatchObject({ connectionsTotal: before.connectionsTotal, bytesOutTotal: before.bytesOutTotal });
  });
});
