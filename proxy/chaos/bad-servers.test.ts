import { expect, test } from 'vitest';
import { startTcpServer } from '#test/servers.ts';
import { failed, NO_FAILURES } from './fates.ts';
import { HANGS_MS, IS_LONG, Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

/** Timing of the checks: refused in 1 to 2 s, silence in 3 to 4 s (data-plane 6.6). */
const CHECK = { timeout: 1, interval: 1, healthy: 2, unhealthy: 2 };
const HTTP_CHECK = { ...CHECK, type: 'http', method: 'GET', statusClasses: '{http_2xx}' };
const FAILURE_WINDOW_MS = 3000;
const INTERVAL_MS = 1000;
/** What a loaded machine may add to any time. */
const SLACK_MS = 5000;
const FLAP_MS = 2000;
const FLAPS = IS_LONG ? 30 : 6;

test.concurrent('a half-open active, which accepts and never answers: the check finds it within the failure window', {
  timeout: 240_000,
}, async (context) => {
  const stage = await Stage.open(8, context);
  let isAnswering = true;
  const active = await startTcpServer({
    address: stage.address(1, 1),
    onConnection: (socket) => {
      socket.on('data', () => isAnswering && socket.end('HTTP/1.0 204 No Content\r\n\r\n'));
    },
  });
  stage.cleanup(() => active.stop());
  const { standby } = await stage.pair(2);
  const listener = await stage.listen(1, { active, standby }, { check: HTTP_CHECK });
  const worker = await stage.worker();
  await stage.inForce(listener);
  await stage.verdict(listener, 'healthy');

  isAnswering = false;
  const since = performance.now();
  await waitFor(async () => standby.received() > 0 || (await servedBy(stage, listener)) === 'standby', { what: 'failover' });
  const elapsedMs = performance.now() - since;
  expect(elapsedMs).toBeLessThan(FAILURE_WINDOW_MS + INTERVAL_MS + SLACK_MS);
  expect(await stage.verdict(listener, 'unhealthy')).toMatchObject({ reason: 'no answer in 1 s' });
  expect(await stage.reached(listener)).toBe('standby');
  // Its port is open all the time, so it would serve again if anyone asked only that.
  expect(await stage.configuration.eventsOf(listener.id)).toHaveLength(1);

  isAnswering = true;
  await stage.serves(listener, 'active');
  await waitFor(async () => (await stage.configuration.eventsOf(listener.id)).length === 2);
  expect(await worker.readyz()).toBe(200);
});

async function servedBy(stage: Stage, listener: { id: string }) {
  return (await stage.configuration.statusOf(listener.id))?.serving;
}

test.concurrent('an active that comes and goes every 2 s: no more events than changes, and no one else notices', {
  timeout: FLAPS * FLAP_MS + 240_000,
}, async (context) => {
  const stage = await Stage.open(9, context);
  const [flapping, steady] = [await stage.pair(1), await stage.pair(2)];
  const listener = await stage.listen(1, flapping);
  const other = await stage.listen(2, steady);
  const worker = await stage.worker();
  await stage.inForce(listener, other);
  await stage.verdict(listener, 'healthy');
  const { remote: client } = stage.client();
  await client.startLoad('flapping', { ...listener, concurrency: 2, timeoutMs: HANGS_MS });
  await client.startLoad('other', { ...other, concurrency: 2, timeoutMs: HANGS_MS });
  let changes = 0;
  const startedAt = performance.now();
  while (changes < FLAPS) {
    await waitFor(() => performance.now() - startedAt >= changes * FLAP_MS, { what: 'the next change' });
    await (changes % 2 === 0 ? flapping.active.stop() : flapping.active.start());
    changes += 1;
  }
  await waitFor(async () => (await client.tally('flapping')).ok > 0);
  await stage.verdict(listener, 'healthy');
  await stage.serves(listener, 'active');

  const events = await stage.configuration.eventsOf(listener.id);
  // A verdict changes only after the server has, and not before the threshold is reached.
  expect(events.length).toBeLessThanOrEqual(changes);
  expect(events.map((event) => event.to_role)).toEqual(events.map((_, index) => (index % 2 === 0 ? 'standby' : 'active')));
  const written = worker.lines.filter((line) => line.includes(listener.id));
  expect(written.length).toBeLessThan(4 * changes + 10);
  const tally = await client.stopLoad('flapping');
  expect(tally).toMatchObject({ refused: 0, 'timed-out': 0, wrong: 0 });
  expect(failed(await client.stopLoad('other'))).toEqual(NO_FAILURES);
  expect(await stage.configuration.eventsOf(other.id)).toEqual([]);
  expect([await worker.readyz(), worker.exitCode()]).toEqual([200, null]);
  say(`${changes} changes, ${events.length} events, ${tally.ok} connections, ${tally.reset} of them reset`);
});

test.concurrent('both servers down: connections go to the standby and fail there; each that returns serves again', {
  timeout: 240_000,
}, async (context) => {
  const stage = await Stage.open(10, context);
  const { active, standby } = await stage.pair(1);
  const listener = await stage.listen(1, { active, standby });
  const udp = await stage.configuration.addListener(listener.loadBalancerId, listener.groupId, {
    protocol: 'udp',
    port: listener.port,
    check: { type: 'udp' },
  });
  const worker = await stage.worker();
  await stage.inForce(listener, { id: udp });
  await stage.verdict(listener, 'healthy');
  await standby.stop();
  await active.stop();
  await stage.serves(listener, 'standby');
  const { remote: client } = stage.client();
  for (let attempt = 0; attempt < 20; attempt += 1) {
    expect((await client.oneConnection({ ...listener, timeoutMs: HANGS_MS })).fate).toBe('reset');
  }
  expect(await stage.configuration.statusOf(listener.id)).toMatchObject({ state: 'in_force', serving: 'standby' });

  await standby.start();
  expect((await client.oneConnection({ ...listener, timeoutMs: HANGS_MS })).server).toBe('standby');
  await active.start();
  await stage.serves(listener, 'active');
  expect((await client.oneConnection({ ...listener, timeoutMs: HANGS_MS })).server).toBe('active');
  expect((await stage.configuration.eventsOf(listener.id)).map((event) => event.to_role)).toEqual(['standby', 'active']);
  expect(await worker.readyz()).toBe(200);
});
