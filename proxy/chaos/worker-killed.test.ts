import { expect, test } from 'vitest';
import { acceptedClientPorts, forwarderPids, isAlive } from '#test/forwarders.ts';
import { familyOf } from '#test/processes.ts';
import { failed, failuresOf, NO_FAILURES } from './fates.ts';
import { HANGS_MS, Stage } from './stage.ts';
import { waitFor } from './wait.ts';

const LOOPS = 16;
const HELD = 200;
/** The issue wants a second; a machine with other work gets more. */
const REPLACED_MS_MAX = 5000;

test('a worker killed with -9 under load: what was open is reset, nothing hangs, and its successor loses nothing', {
  timeout: 240_000,
}, async (context) => {
  const stage = await Stage.open(1, context);
  const listener = await stage.listen(1, await stage.pair(1));
  const worker = await stage.worker();
  await stage.inForce(listener);
  const { remote: client } = stage.client();
  await client.startLoad('load', { ...listener, concurrency: LOOPS, timeoutMs: HANGS_MS });
  await waitFor(async () => (await client.tally('load')).ok > 200, { what: 'load' });
  expect(failed(await client.takeTally('load'))).toEqual(NO_FAILURES);

  const family = familyOf(worker.pid);
  await worker.kill('SIGKILL');
  const next = await stage.worker();
  await waitFor(async () => (await client.tally('load')).ok > 200, { what: 'load on the successor' });
  const during = await client.takeTally('load');
  expect(during).toMatchObject({ 'timed-out': 0, wrong: 0 });
  // Each loop had one connection open when it happened, and one more may have been waiting to be accepted.
  expect(during.reset).toBeLessThanOrEqual(2 * LOOPS);
  expect(family.filter((pid) => familyOf(next.pid).includes(pid))).toEqual([]);
  await waitFor(() => !family.some(isAlive), { what: 'every process of the old worker to end' });

  await waitFor(async () => (await client.tally('load')).ok > 200);
  expect(failed(await client.stopLoad('load'))).toEqual(NO_FAILURES);
});

test('a forwarder killed: its own connections are cut, no other, and it is replaced', { timeout: 240_000 }, async (context) => {
  const stage = await Stage.open(2, context);
  const listener = await stage.listen(1, await stage.pair(1));
  const worker = await stage.worker();
  await stage.inForce(listener);
  const forwarders = forwarderPids(worker.pid);
  expect(forwarders.length).toBeGreaterThan(0);
  const { remote: client } = stage.client();
  expect(await client.hold(listener, HELD)).toBe(HELD);
  const held = new Map(forwarders.map((pid) => [pid, [...acceptedClientPorts(pid, listener.port)]]));
  const [victim = 0] = forwarders.filter((pid) => (held.get(pid)?.length ?? 0) > 0);
  await client.startLoad('load', { ...listener, concurrency: 4, timeoutMs: HANGS_MS });

  const killedAt = performance.now();
  process.kill(victim, 'SIGKILL');
  const replacement = await waitFor(() => forwarderPids(worker.pid).find((pid) => !forwarders.includes(pid)), {
    what: 'another forwarder',
  });
  expect(performance.now() - killedAt).toBeLessThan(REPLACED_MS_MAX);

  const pings = await client.pingHeld(HANGS_MS);
  const victims = held.get(victim) ?? [];
  expect(pings).toEqual({ answered: HELD - victims.length, lost: victims.length, silent: 0, wrong: 0 });
  expect((await client.lostPorts()).sort()).toEqual(victims.sort());
  const before = await client.tally('load');
  expect(before).toMatchObject({ 'timed-out': 0, wrong: 0 });

  await stage.converged();
  await waitFor(async () => (await client.takeTally('load')).ok > 0);
  await waitFor(async () => (await client.tally('load')).ok > 200, { what: 'load after the replacement' });
  expect(failuresOf(await client.stopLoad('load'))).toBe(0);
  await waitFor(
    async () => {
      expect(await client.hold(listener, 20)).toBe(20);
      return acceptedClientPorts(replacement, listener.port).size > 0;
    },
    { what: 'the new forwarder to take part' },
  );
});
