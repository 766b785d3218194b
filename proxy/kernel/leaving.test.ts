import { expect, test } from 'vitest';
import { describeOnHosts } from '#test/traffic/describe-on-hosts.ts';
import type { Conversation, TestListener } from '#test/traffic/listener.ts';
import { type ListenerOptions, Site, type TestServer } from '#test/traffic/site.ts';
import { waitFor } from '#test/wait.ts';

/**
 * What becomes of connections and flows of a server that was removed, failed, or lost the traffic, and of idle ones (data-plane 8,
 * 9 and 16, decisions 3, 5 and 7), between hosts, for clients near and far.
 */

const UNCHECKED = { check: { enabled: false } };
const DRAIN_SECONDS = 3;
/** The least that a failover's drain may be. */
const ON_FAILOVER_DRAIN_SECONDS = 10;
const IDLE_SECONDS = 3;
/** Timers run in whole seconds somewhere, and two clocks may be one apart. */
const EARLY_MS = 1000;

describeOnHosts('leaving', (stageOf, engine) => {
  /** Two servers whose health is apart from their service: it fails while the service works. */
  async function withChecksApart(number: number, options: ListenerOptions, protocol: 'tcp' | 'udp' = 'tcp') {
    const site = await Site.create(stageOf().ground('ipv4'), number);
    const add = async (name: string): Promise<{ server: TestServer; check: TestServer }> => {
      const server = await site.addServer(name, { protocol });
      return { server, check: await site.addServer('check', { address: server.address, port: checkPort }) };
    };
    const checkPort = 7000 + number;
    const [one, other] = [await add('one'), await add('other')];
    return { site, one, other, options: { protocol, ...options, check: { type: 'tcp', port: checkPort } } satisfies ListenerOptions };
  }

  /** One connection from each host to each server. */
  async function openToEach(listener: TestListener, names: readonly string[]): Promise<Map<string, Conversation>> {
    const conversations = new Map<string, Conversation>();
    await waitFor(
      async () => {
        const conversation = await listener.open();
        for (const [name, part] of conversation.byServer()) {
          conversations.set(name, conversations.get(name)?.with(part) ?? part);
        }
        return names.every((name) => conversations.has(name));
      },
      { what: `connections to ${names}` },
    );
    return conversations;
  }

  const echoes = async (conversation: Conversation | undefined) => expect(await conversation?.echo('still here')).toBe('still here');
  /** The kernel answers the next packet of a connection that it has cut with a reset, and says nothing of itself. */
  const closed = async (conversation: Conversation | undefined) => {
    await waitFor(async () => (await conversation?.echo('?')) === null, { what: 'the connections to be cut' });
  };

  async function pool(number: number, options: ListenerOptions) {
    const site = await Site.create(stageOf().ground('ipv4'), number);
    const [one, other] = [await site.addServer('one'), await site.addServer('other')];
    const group = await site.addPool([one, other]);
    return { site, one, other, group, listener: await site.listen(group, options) };
  }

  test('a removed server loses its connections at once, the others keep theirs', async () => {
    const { one, group, listener } = await pool(1, { ...UNCHECKED, columns: { scheduler: 'rr' } });
    const open = await openToEach(listener, ['one', 'other']);
    await group.remove(one);
    await listener.settled();
    await closed(open.get('one'));
    await echoes(open.get('other'));
    expect(await listener.reached()).toBe('other');
    if (engine === 'userspace') {
      await waitFor(async () => (await one.open()) === 0, { what: 'the server to hear of it' });
    }
  });

  test('draining: a removed server keeps its connections for the time, and then loses them', async () => {
    const columns = { scheduler: 'rr', connection_draining_seconds: DRAIN_SECONDS } as const;
    const { one, group, listener } = await pool(2, { ...UNCHECKED, columns });
    const open = await openToEach(listener, ['one', 'other']);
    const removedAt = performance.now();
    await group.remove(one);
    await listener.settled();
    expect(await listener.reached()).toBe('other');
    await echoes(open.get('one'));
    await closed(open.get('one'));
    expect(performance.now() - removedAt).toBeGreaterThan(DRAIN_SECONDS * 1000 - EARLY_MS);
    await echoes(open.get('other'));
  });

  test('weight 0: no new connections, and the open ones stay', async () => {
    const { one, group, listener } = await pool(3, { ...UNCHECKED, columns: { scheduler: 'rr' } });
    const open = await openToEach(listener, ['one', 'other']);
    await group.weigh(one, 0);
    await listener.settled();
    expect([await listener.reached(), await listener.reached()]).toEqual(['other', 'other']);
    await echoes(open.get('one'));
    await echoes(open.get('other'));
  });

  test('a failed server: without draining its connections are left alone, with draining they end after the time', async () => {
    const { site, one, other, options } = await withChecksApart(4, { columns: { scheduler: 'rr' } });
    const group = await site.addPool([one.server, other.server]);
    const plain = await site.listen(group, options);
    const columns = { scheduler: 'rr', connection_draining_seconds: DRAIN_SECONDS } as const;
    const draining = await site.listen(group, { ...options, columns });
    const [ofPlain, ofDraining] = [await openToEach(plain, ['one', 'other']), await openToEach(draining, ['one', 'other'])];
    await one.check.stop();
    await draining.verdictOf(one.server, 'unhealthy');
    await echoes(ofDraining.get('one'));
    await closed(ofDraining.get('one'));
    await plain.verdictOf(one.server, 'unhealthy');
    await waitFor(async () => (await plain.reached()) === 'other');
    await echoes(ofPlain.get('one'));
    await echoes(ofPlain.get('other'));
    await echoes(ofDraining.get('other'));
  });

  test('on failover: reset cuts at once, drain after its time, keep never', async () => {
    const { site, one, other, options } = await withChecksApart(5, {});
    const group = await site.addGroup({ active: one.server, standby: other.server });
    const listen = (columns: ListenerOptions['columns'] = {}) => site.listen(group, { ...options, columns });
    const keep = await listen();
    const reset = await listen({ on_failover_mode: 'reset' });
    const drain = await listen({ on_failover_mode: 'drain', on_failover_drain_seconds: ON_FAILOVER_DRAIN_SECONDS });
    const [kept, cut, drained] = [await keep.open(), await reset.open(), await drain.open()];
    const failedAt = performance.now();
    await one.check.stop();
    await Promise.all([keep, reset, drain].map((listener) => listener.serves('standby')));
    await closed(cut);
    await echoes(drained);
    await Promise.all([keep, reset, drain].map((listener) => listener.reaches('other')));
    await closed(drained);
    expect(performance.now() - failedAt).toBeGreaterThan(ON_FAILOVER_DRAIN_SECONDS * 1000);
    await echoes(kept);
  });

  test('on failover, drain: who gets the traffic back in time keeps its connections', async () => {
    const { site, one, other, options } = await withChecksApart(6, {});
    const group = await site.addGroup({ active: one.server, standby: other.server });
    const columns = { on_failover_mode: 'drain', on_failover_drain_seconds: ON_FAILOVER_DRAIN_SECONDS } as const;
    const listener = await site.listen(group, { ...options, columns });
    const onActive = await listener.open();
    await one.check.stop();
    await listener.serves('standby');
    await listener.reaches('other');
    const onStandby = await listener.open();
    await one.check.start();
    await listener.serves('active');
    await closed(onStandby);
    await echoes(onActive);
  });

  test('UDP: flows of a failed or removed server go to another with their next datagram, others stay', async () => {
    const { site, one, other, options } = await withChecksApart(7, { columns: { scheduler: 'rr' } }, 'udp');
    const group = await site.addPool([one.server, other.server]);
    const listener = await site.listen(group, options);
    const flows = await Promise.all(Array.from({ length: 8 }, () => stageOf().remoteClients.flow(listener.place)));
    const ask = async () =>
      (await Promise.all(flows.map((id) => stageOf().remoteClients.ask(id, 'x', 5000)))).map((answer) => answer?.split(':')[0]);
    const before = await ask();
    expect(new Set(before)).toEqual(new Set(['one', 'other']));
    expect(await ask()).toEqual(before);
    await one.check.stop();
    await listener.verdictOf(one.server, 'unhealthy');
    await waitFor(async () => (await ask()).every((name) => name === 'other'), { what: 'the flows of the failed server to move' });
    await one.check.start();
    await listener.verdictOf(one.server, 'healthy');
    expect(new Set(await ask()), 'flows of a server that works stay').toEqual(new Set(['other']));
    await group.remove(other.server);
    await listener.settled();
    await waitFor(async () => (await ask()).every((name) => name === 'one'), { what: 'the flows of the removed server to move' });
  });

  test('UDP: a failover with the mode reset takes flows back from the standby', async () => {
    const { site, one, other, options } = await withChecksApart(8, { columns: { on_failover_mode: 'reset' } }, 'udp');
    const listener = await site.listen(await site.addGroup({ active: one.server, standby: other.server }), options);
    const flow = await listener.flow();
    expect(await flow.ask('1')).toBe('one:1');
    await one.check.stop();
    await listener.serves('standby');
    await flow.reaches('other');
    await one.check.start();
    await listener.serves('active');
    await flow.reaches('one');
  });

  test('TCP: who is idle for the time loses the connection, who is not keeps it', async () => {
    const { listener } = await pool(9, { ...UNCHECKED, columns: { idle_timeout_seconds: IDLE_SECONDS } });
    const [idle, busy] = [await listener.open(), await listener.open()];
    const end = performance.now() + 2 * IDLE_SECONDS * 1000;
    await waitFor(
      async () => {
        await echoes(busy);
        return performance.now() > end;
      },
      { intervalMs: 200 },
    );
    expect(await idle.echo('too late')).toBeNull();
    await echoes(busy);
  });

  test('a listener that is stopped closes its port, and one that is started again serves as before', async () => {
    const { listener } = await pool(10, UNCHECKED);
    expect(['one', 'other']).toContain((await listener.open()).byServer().keys().next().value);
    await stageOf().configuration.query('UPDATE listener SET enabled = false WHERE id = $1', [listener.id]);
    await stageOf().converged();
    expect(await listener.answer()).toBe('ECONNREFUSED');
    await listener.set('enabled = true');
    const { remoteClients } = stageOf();
    expect(['one', 'other']).toContain(await remoteClients.reach(listener.place));
  });
});
