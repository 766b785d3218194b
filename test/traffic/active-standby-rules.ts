import { describe, expect, test } from 'vitest';
import { waitFor } from '../wait.ts';
import type { Ground } from './ground.ts';
import type { TestListener } from './listener.ts';
import { type ListenerOptions, Site, type TestServer } from './site.ts';

type Pair = Awaited<ReturnType<Site['addPair']>>;

const UNCHECKED = { check: { enabled: false } };

/** The rules of data-plane section 8, each against a whole worker, a real database and real sockets. */
export function describeActiveStandbyRules(title: string, groundOf: () => Ground): void {
  const newSite = (number: number) => Site.create(groundOf(), number);
  const query = (text: string, values: unknown[] = []) => groundOf().configuration.query(text, values);
  const eventsOf = (listener: TestListener, count: number) =>
    waitFor(
      async () => {
        const events = await groundOf().configuration.eventsOf(listener.id);
        return events.length >= count && events;
      },
      { what: `${count} failover events of ${listener.id}` },
    );

  /** A site with one pair, and one listener in front of it. */
  async function simple(number: number, options: ListenerOptions = {}) {
    const site = await newSite(number);
    const pair = await site.addPair({ protocol: options.protocol ?? 'tcp' });
    return { site, pair, listener: await site.listen(await site.addGroup(pair), options) };
  }

  describe.concurrent(title, { timeout: 180_000 }, () => {
    test('rule 1: one active and one standby, and failover does not swap the roles', async () => {
      const { site, pair, listener } = await simple(1);
      const [{ group } = {}] = await query('SELECT active_standby_group_id AS group FROM listener WHERE id = $1', [listener.id]);
      await pair.active.stop();
      await listener.serves('standby');
      expect(await query('SELECT role, port FROM active_standby_member WHERE group_id = $1 ORDER BY role', [group])).toEqual([
        { role: 'active', port: pair.active.port },
        { role: 'standby', port: pair.standby.port },
      ]);
      await pair.active.start();
      await listener.serves('active');
      await listener.reaches('active');

      // A group that lost a member, in spite of the database's own rule, is not served; its neighbours are.
      const broken = await site.listen(group);
      const halved = await site.addGroup(pair);
      await query('UPDATE listener SET active_standby_group_id = $2 WHERE id = $1', [broken.id, halved]);
      await query(
        `DO $$ BEGIN SET LOCAL session_replication_role = replica;
          DELETE FROM active_standby_member WHERE group_id = '${halved}' AND role = 'standby';
        END $$`,
      );
      const state = async (wanted: string) =>
        waitFor(async () => {
          const status = await groundOf().configuration.statusOf(broken.id);
          return status?.state === wanted && status;
        });
      await query('UPDATE listener SET enabled = false WHERE id = $1', [broken.id]);
      await state('stopped');
      await query('UPDATE listener SET enabled = true WHERE id = $1', [broken.id]);
      const status = await state('failed');
      expect(status.error_code).toBe('InvalidConfiguration');
      expect(status.error_message).toContain('exactly one active and one standby member');
      expect(await broken.answer()).toBe('ECONNREFUSED');
      expect(await listener.reached()).toBe('active');
    });

    test('rule 2: TCP and UDP listeners use it, no others', async () => {
      const { site, pair, listener: tcp } = await simple(2);
      await site.addServer('active', { protocol: 'udp', address: pair.active.address, port: pair.active.port });
      const udp = await site.listen(await site.addGroup(pair), { protocol: 'udp', check: { type: 'tcp' } });
      expect(await tcp.reached()).toBe('active');
      expect(await (await udp.flow()).ask('hello')).toBe('active:hello');
      await expect(query(`UPDATE listener SET protocol = 'http' WHERE id = $1`, [tcp.id])).rejects.toThrow(
        /invalid input value for enum listener_protocol/,
      );
    });

    test('rule 3: every new connection and flow goes to the active; the standby gets nothing', async () => {
      const { site, pair, listener } = await simple(3, UNCHECKED);
      const places = groundOf().clients.length;
      const reached = await Promise.all(Array.from({ length: 20 }, () => listener.reached()));
      expect(new Set(reached)).toEqual(new Set(['active']));
      expect([await pair.active.received(), await pair.standby.received()]).toEqual([20 * places, 0]);

      const datagrams = await site.addPair({ protocol: 'udp' });
      const udp = await site.listen(await site.addGroup(datagrams), { protocol: 'udp', ...UNCHECKED });
      const flows = await Promise.all(Array.from({ length: 20 }, () => udp.flow()));
      expect(new Set(await Promise.all(flows.map((flow) => flow.ask('hello'))))).toEqual(new Set(['active:hello']));
      expect(await datagrams.standby.received()).toBe(0);
    });

    test('rule 4: the standby gets no probe, neither before nor after failover', async () => {
      const { site, pair, listener: tcp } = await simple(4);
      const group = await site.addGroup(pair);
      const datagrams = await site.addServer('standby', { protocol: 'udp', address: pair.standby.address, port: pair.standby.port });
      const udp = await site.listen(group, { protocol: 'udp', check: { type: 'udp' } });
      const answered = await site.listen(group, { protocol: 'udp', check: { type: 'udp', request: 'ping', expected: 'pong' } });
      await Promise.all([tcp.verdict('healthy'), answered.verdict('unhealthy')]);
      await pair.active.stop();
      await Promise.all([tcp.verdict('unhealthy'), udp.verdict('unhealthy')]);
      await pair.active.start();
      await tcp.verdict('healthy');
      expect(await pair.active.received()).toBeGreaterThanOrEqual(4);
      expect([await pair.standby.received(), await datagrams.received()]).toEqual([0, 0]);
    });

    test('rule 5: the active declared unhealthy sends new traffic to the standby at once, whatever its condition', async () => {
      const { pair, listener } = await simple(5);
      await pair.standby.stop();
      await pair.active.stop();
      await listener.serves('standby');
      expect(await listener.reached()).toBe('refused');
      await pair.standby.start();
      await listener.reaches('standby');
      const [event] = await eventsOf(listener, 1);
      expect(event).toMatchObject({ from_role: 'active', to_role: 'standby', reason: 'Active server is unhealthy: connection refused' });
      expect(groundOf().lines).toContain(`info ${hostPort(listener)} to ${hostPort(pair.active)} abnormal; cause:connection refused`);
    });

    test('rule 6: the active declared healthy again gets the traffic back, by itself', async () => {
      const { pair, listener } = await simple(6);
      await pair.active.stop();
      await waitFor(async () => (await listener.reached()) === 'standby');
      await pair.active.start();
      await waitFor(async () => (await listener.reached()) === 'active');
      const [, failback] = await eventsOf(listener, 2);
      expect(failback).toMatchObject({ from_role: 'standby', to_role: 'active' });
      expect(groundOf().lines).toContain(`info ${hostPort(listener)} to ${hostPort(pair.active)} normal`);
    });

    test('rule 7: failover takes the failure window, failback the success window', async () => {
      // Timeout 1 s, interval 1 s, thresholds 2: a silent server is given up 1×2 + 1×1 = 3 s after the first probe
      // that fails, which starts within one interval; a server that answers at once is taken back after 1 s.
      const site = await newSite(7);
      const pair = await site.addPair({ protocol: 'udp', kind: 'pong' });
      const check = { type: 'udp', request: 'ping', expected: 'pong' };
      const listener = await site.listen(await site.addGroup(pair), { protocol: 'udp', check });
      await listener.verdict('healthy');
      await pair.active.setSilent(true);
      const silentAt = Date.now();
      await listener.serves('standby');
      await pair.active.setSilent(false);
      const answersAt = Date.now();
      await listener.serves('active');
      const [failover, failback] = await eventsOf(listener, 2);
      const failoverMs = Number(failover?.at) - silentAt;
      const failbackMs = Number(failback?.at) - answersAt;
      expect(failoverMs).toBeGreaterThan(2900);
      expect(failoverMs).toBeLessThan(6000);
      expect(failbackMs).toBeGreaterThan(900);
      // The probe that is under way when the server comes back may still fail.
      expect(failbackMs).toBeLessThan(5000);
    });

    test('rule 8: both dead, and traffic still goes to the standby and fails there', async () => {
      const { pair, listener } = await simple(8);
      await pair.active.stop();
      await listener.serves('standby');
      await pair.standby.stop();
      expect([await listener.reached(), await listener.reached()]).toEqual(['refused', 'refused']);
      expect((await groundOf().configuration.statusOf(listener.id))?.serving).toBe('standby');
      expect(await eventsOf(listener, 1)).toHaveLength(1);
    });

    test('rule 9: with the check off there is no verdict and no failover', async () => {
      const { site, pair, listener: checked } = await simple(9);
      const unchecked = await site.listen(await site.addGroup(pair), UNCHECKED);
      await pair.active.stop();
      await checked.serves('standby');
      expect(await unchecked.reached()).toBe('refused');
      const { configuration } = groundOf();
      expect(await configuration.verdictsOf(unchecked.id)).toEqual([]);
      expect(await configuration.statusOf(unchecked.id)).toMatchObject({ serving: 'active', serving_reason: 'Health check is off' });
      expect(await pair.standby.received()).toBe(0);
    });

    test('rule 10: before the first verdict the active serves', async () => {
      const site = await newSite(10);
      const pair = await site.addPair();
      await pair.active.stop();
      // The first of two failing probes starts within the interval; the verdict needs another interval.
      const listener = await site.listen(await site.addGroup(pair), { check: { interval: 3 } });
      const status = await groundOf().configuration.statusOf(listener.id);
      expect(status).toMatchObject({ serving: 'active', serving_reason: 'No health verdict yet' });
      expect(await listener.reached()).toBe('refused');
      expect(await pair.standby.received()).toBe(0);
      await listener.serves('standby');
    });

    test('rule 11: weight 0 means no traffic for that member, and causes no failover', async () => {
      const site = await newSite(11);
      const pair = await site.addPair();
      const listener = await site.listen(await site.addGroup(pair, { active: 0, standby: 1 }));
      await listener.verdict('healthy');
      expect(await listener.reached()).toBe('refused');
      expect(await pair.standby.received()).toBe(0);
      await pair.active.stop();
      await listener.serves('standby');
      await listener.reaches('standby');
    });

    test('rule 12: the check asks the Health Check Port, or else the backend port of the active', async () => {
      const site = await newSite(12);
      const pair = await site.addPair();
      const check = await site.addServer('check', { address: pair.active.address });
      const listener = await site.listen(await site.addGroup(pair), { check: { port: check.port } });
      await listener.verdict('healthy');
      expect(await pair.active.received()).toBe(0);
      await check.stop();
      await listener.serves('standby');
      await query('UPDATE health_check SET port = NULL WHERE listener_id = $1', [listener.id]);
      await listener.serves('active');
      await listener.verdict('healthy');
      expect(await pair.active.received()).toBeGreaterThanOrEqual(2);
    });

    test('rule 13: each listener of a group decides for itself with its own check', async () => {
      const site = await newSite(13);
      const pair = await site.addPair();
      const group = await site.addGroup(pair);
      const good = await site.listen(group);
      const bad = await site.listen(group, { check: { port: await groundOf().freePort(pair.active.address) } });
      await bad.serves('standby');
      await good.verdict('healthy');
      await bad.reaches('standby');
      expect(await good.reached()).toBe('active');
    });

    /** The active's health, apart from its service: it can fail while the service works. */
    async function withCheckApart(number: number, protocol: 'tcp' | 'udp') {
      const site = await newSite(number);
      const pair: Pair = await site.addPair({ protocol });
      const check: TestServer = await site.addServer('check', { address: pair.active.address });
      const listener = await site.listen(await site.addGroup(pair), { protocol, check: { type: 'tcp', port: check.port } });
      return { check, listener };
    }

    test('rule 14: existing connections stay where they are, at failover and at failback', async () => {
      const { check, listener } = await withCheckApart(14, 'tcp');
      const onActive = await listener.open();
      expect(onActive.server).toBe('active');
      await check.stop();
      await listener.serves('standby');
      await listener.reaches('standby');
      const onStandby = await listener.open();
      expect(onStandby.server).toBe('standby');
      await check.start();
      await listener.serves('active');
      await listener.reaches('active');
      expect(await Promise.all([onActive.echo('one'), onStandby.echo('two')])).toEqual(['one', 'two']);
    });

    test('rule 14, UDP: flows leave an unhealthy active with their next datagram, and stay on the standby at failback', async () => {
      const { check, listener } = await withCheckApart(114, 'udp');
      const old = await listener.flow();
      expect(await old.ask('1')).toBe('active:1');
      await check.stop();
      await listener.serves('standby');
      await old.reaches('standby');
      await check.start();
      await listener.serves('active');
      await waitFor(async () => (await (await listener.flow()).ask('3')) === 'active:3', { what: 'a new flow to go to the active' });
      expect(await old.ask('4')).toBe('standby:4');
    });

    test('rule 15: only the active has a verdict', async () => {
      const { pair, listener } = await simple(15);
      const { configuration } = groundOf();
      await listener.verdict('healthy');
      expect(await configuration.verdictsOf(listener.id)).toEqual([{ role: 'active', state: 'healthy', reason: 'connection accepted' }]);
      await pair.active.stop();
      await listener.verdict('unhealthy');
      expect(await configuration.verdictsOf(listener.id)).toEqual([{ role: 'active', state: 'unhealthy', reason: 'connection refused' }]);
    });

    test('rule 16: members may use different ports of one server, or the same port of two', async () => {
      const site = await newSite(16);
      const active = await site.addServer('active');
      const otherPort = await site.addServer('standby', { address: active.address });
      const samePort = await site.addServer('standby', { port: active.port });
      const different = await site.listen(await site.addGroup({ active, standby: otherPort }));
      const equal = await site.listen(await site.addGroup({ active, standby: samePort }));
      expect([await different.reached(), await equal.reached()]).toEqual(['active', 'active']);
      await active.stop();
      await Promise.all([different.serves('standby'), equal.serves('standby')]);
      await Promise.all([different.reaches('standby'), equal.reaches('standby')]);
    });
  });
}

function hostPort({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
