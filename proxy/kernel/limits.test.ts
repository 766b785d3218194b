import { expect, test } from 'vitest';
import { CAPACITY } from '#domain/capacity.ts';
import { describeOnHosts } from '#test/traffic/describe-on-hosts.ts';
import type { ServerOptions } from '#test/traffic/servers.ts';
import { type ListenerOptions, Site } from '#test/traffic/site.ts';
import { waitFor } from '#test/wait.ts';

/** Ceilings of an instance and bandwidths (data-plane 14 and 15), measured by clients on another host. */

const SPECIFICATION = 'slb.s1.small';
const { connectionsMax, connectionsPerSecondMax } = CAPACITY[SPECIFICATION];
/** Forwarders of userspace have a part of the ceiling each, which follows demand with a delay. */
const CEILING_USED_LEAST = { userspace: 0.5, nftables: 0.98 };
/** One that gives up a part hears of it a moment after the one that gets it. */
const CEILING_USED_MOST = { userspace: 1.05, nftables: 1 };
const UNCHECKED = { check: { enabled: false } };
const MEGABYTE = 1_000_000;
const MEASURED_MS = 3000;
/** How far a limit may be missed: what is under way and saved up goes above it; a machine with other work may stay far below. */
const BANDWIDTH_BOUNDS = { least: 0.01, most: 1.4 };

describeOnHosts('limits', (stageOf, engine) => {
  const query = (text: string, ...values: unknown[]) => stageOf().configuration.query(text, values);

  async function prepare(number: number, server: Partial<ServerOptions>, options: ListenerOptions = {}) {
    const site = await Site.create(stageOf().ground('ipv4'), number);
    const pool = await site.addPool([await site.addServer('server', server)]);
    const listen = () => site.listen(pool, { ...UNCHECKED, ...options });
    return { site, pool, listen, listener: await listen() };
  }

  test('connections: no more than the specification has at once, and one that ends makes place', async () => {
    const { site, listener } = await prepare(1, {});
    const { remoteClients } = stageOf();
    await query('UPDATE load_balancer SET specification = $2 WHERE id = $1', site.loadBalancerId, SPECIFICATION);
    await listener.settled();
    const tried = connectionsMax + 300;
    const results = await remoteClients.openEach(
      listener.place,
      Array.from({ length: tried }, () => ({})),
    );
    const open = results.flatMap((result) => (typeof result === 'string' ? [] : [result.id]));
    expect(open.length).toBeLessThanOrEqual(connectionsMax * CEILING_USED_MOST[engine]);
    expect(open.length).toBeGreaterThan(connectionsMax * CEILING_USED_LEAST[engine]);
    expect(await remoteClients.echo(open[0] ?? 0, 'still here')).toBe('still here');
    // A fast machine meets the ceiling of new ones per second as well.
    const refused = async () => {
      const { drops = {} } = (await listener.traffic()) ?? {};
      return (drops['connection-limit'] ?? 0) + (drops['rate-limit'] ?? 0);
    };
    await waitFor(async () => (await refused()) === tried - open.length, { what: 'those that were refused to be reported' });
    for (const id of open.slice(0, 200)) {
      await remoteClients.close(id);
    }
    await waitFor(async () => (await remoteClients.reach(listener.place)) === 'server', { what: 'place for one more' });
  });

  test('new connections: no more in a second than the specification has', async () => {
    const { site, listener } = await prepare(2, { protocol: 'udp' }, { protocol: 'udp' });
    await query('UPDATE load_balancer SET specification = $2 WHERE id = $1', site.loadBalancerId, SPECIFICATION);
    await listener.settled();
    const { sent, answered, ms } = await stageOf().remoteClients.burst(listener.place, 4000);
    // A second may be saved up.
    const allowed = connectionsPerSecondMax * (ms / 1000 + 1);
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThanOrEqual(allowed * 1.1);
    // Userspace never hears of what its sockets had no room for.
    if (engine === 'nftables' && sent > allowed) {
      await waitFor(async () => ((await listener.traffic())?.drops['rate-limit'] ?? 0) > 0, { what: 'what was refused to be reported' });
    }
  });

  test('bandwidth of a listener: each direction keeps to it, and a new one holds for open connections', async () => {
    const { listener } = await prepare(3, { kind: 'pour' }, { columns: { bandwidth_mbps: 16 } });
    const { remoteClients } = stageOf();
    const limit = 2 * MEGABYTE;
    const { id } = await remoteClients.open(listener.place);
    const rate = await remoteClients.rateOf(id, MEASURED_MS);
    expect(rate).toBeGreaterThan(limit * BANDWIDTH_BOUNDS.least);
    expect(rate).toBeLessThan(limit * BANDWIDTH_BOUNDS.most);
    await listener.set('bandwidth_mbps = NULL');
    await waitFor(async () => (await remoteClients.rateOf(id, MEASURED_MS)) > 3 * limit, { what: 'the limit to be gone' });
    await remoteClients.close(id);
  });

  test('bandwidth of a listener: what clients send keeps to it', async () => {
    const { listener } = await prepare(4, {}, { columns: { bandwidth_mbps: 16 } });
    const { remoteClients } = stageOf();
    const { id } = await remoteClients.open(listener.place);
    await remoteClients.upload(id);
    // The server sends back what came.
    const rate = await remoteClients.rateOf(id, MEASURED_MS);
    expect(rate).toBeGreaterThan(2 * MEGABYTE * BANDWIDTH_BOUNDS.least);
    expect(rate).toBeLessThan(2 * MEGABYTE * BANDWIDTH_BOUNDS.most);
    await remoteClients.close(id);
  });

  test('bandwidth of an instance: its listeners share what no other has for itself', async () => {
    const { site, listen, listener } = await prepare(5, { kind: 'pour' });
    await query('UPDATE load_balancer SET bandwidth_mbps = 32 WHERE id = $1', site.loadBalancerId);
    const other = await listen();
    const own = await listen();
    await own.set('bandwidth_mbps = 16');
    const { remoteClients } = stageOf();
    const ids = await Promise.all([listener, other, own].map(async ({ place }) => (await remoteClients.open(place)).id));
    const [first = 0, second = 0, third = 0] = await Promise.all(ids.map((id) => remoteClients.rateOf(id, MEASURED_MS)));
    for (const rate of [first + second, third]) {
      expect(rate).toBeGreaterThan(2 * MEGABYTE * BANDWIDTH_BOUNDS.least);
      expect(rate).toBeLessThan(2 * MEGABYTE * BANDWIDTH_BOUNDS.most);
    }
    expect(Math.min(first, second)).toBeGreaterThan(0);
    await Promise.all(ids.map((id) => remoteClients.close(id)));
  });
});
