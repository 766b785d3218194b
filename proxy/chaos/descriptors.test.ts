import { expect, test } from 'vitest';
import { metricOf } from '#test/metrics.ts';
import { childrenOf, cpuSeconds, descriptorsOf, familyOf, totalOf } from '#test/processes.ts';
import { failed, NO_FAILURES } from './fates.ts';
import { HANGS_MS, Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

/** Enough for a worker to start, and far too little for what comes then. */
const DESCRIPTORS = 150;
const WATCHED_MS = 3000;
/** Of one core, for each process of the worker while it lacks descriptors and nothing new comes. */
const CPU_SHARE_MAX = 0.3;

test('no descriptors left: what comes is turned away and counted, no check blames a server, nothing spins, and all recovers', {
  timeout: 240_000,
}, async (context) => {
  const stage = await Stage.open(12, context);
  const [greedy, other] = [await stage.pair(1), await stage.pair(2)];
  const listeners = { greedy: await stage.listen(1, greedy), other: await stage.listen(2, other) };
  const worker = await stage.worker({ wrapper: ['prlimit', `--nofile=${DESCRIPTORS}`] });
  await stage.inForce(listeners.greedy, listeners.other);
  await stage.verdict(listeners.greedy, 'healthy');
  await stage.verdict(listeners.other, 'healthy');
  const forwarders = Math.max(1, childrenOf(worker.pid).length);
  const { remote: client } = stage.client();

  const asked = forwarders * DESCRIPTORS;
  const greeted = await client.hold(listeners.greedy, asked);
  say(`${greeted} of ${asked} connections were served with ${DESCRIPTORS} descriptors in each of ${forwarders} processes.`);
  expect(greeted).toBeGreaterThan(0);
  expect(greeted).toBeLessThan(asked);
  const family = familyOf(worker.pid);
  const before = totalOf(worker.pid, cpuSeconds);
  const startedAt = performance.now();
  await waitFor(() => performance.now() - startedAt > WATCHED_MS, { what: 'a while without descriptors' });
  const share = (totalOf(worker.pid, cpuSeconds) - before) / ((performance.now() - startedAt) / 1000);
  expect(share).toBeLessThan(CPU_SHARE_MAX * family.length);
  expect(await client.pingHeld(HANGS_MS)).toEqual({ answered: greeted, lost: 0, silent: 0, wrong: 0 });

  await client.closeHeld();
  await waitFor(() => family.every((pid) => descriptorsOf(pid).length < DESCRIPTORS / 2), { what: 'descriptors to be given back' });
  await waitFor(async () => (await stage.reached(listeners.other)) === 'active', { what: 'the other listener' });
  await client.startLoad('greedy', { ...listeners.greedy, concurrency: 2, timeoutMs: HANGS_MS });
  await client.startLoad('other', { ...listeners.other, concurrency: 2, timeoutMs: HANGS_MS });
  await waitFor(async () => (await client.tally('greedy')).ok > 200 && (await client.tally('other')).ok > 200, { what: 'load' });
  expect(failed(await client.stopLoad('greedy'))).toEqual(NO_FAILURES);
  expect(failed(await client.stopLoad('other'))).toEqual(NO_FAILURES);
  const turnedAway = ['openslb_dropped_total', 'openslb_connect_errors_total'].map((name) =>
    metricOf(worker.metricsPort, name, listeners.greedy.id),
  );
  expect(Math.max(...(await Promise.all(turnedAway)))).toBeGreaterThan(0);
  expect(await stage.configuration.eventsOf(listeners.greedy.id)).toEqual([]);
  expect(await stage.configuration.eventsOf(listeners.other.id)).toEqual([]);
  // Checks have not stopped for good: a server that fails now is found.
  await other.active.stop();
  await stage.serves(listeners.other, 'standby');
  expect(worker.lines.filter((line) => line.startsWith('error listener:limited')).length).toBeLessThan(10);
  expect(familyOf(worker.pid)).toEqual(family);
});
