import { expect, test } from 'vitest';
import { residentBytes, totalOf } from '#test/processes.ts';
import { failed, NO_FAILURES } from './fates.ts';
import { HANGS_MS, Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

const CONNECTIONS = 1000;
const BYTES = 1024 ** 2;
/** One read of 64 KiB may wait for a client that takes nothing, and the socket's own structures come to that. */
const GROWTH_BYTES_MAX = CONNECTIONS * 2 * 64 * 1024 + 96 * 1024 ** 2;
const SETTLED_MS = 2000;

test(`${CONNECTIONS} clients that do not read: memory is bounded, others are served, and every byte is there when they read`, {
  timeout: 240_000,
}, async (context) => {
  const stage = await Stage.open(14, context);
  const { remote: backend } = stage.backend();
  const streaming = await backend.listenWithStream('streaming', stage.address(1, 3), BYTES);
  const listeners = {
    slow: await stage.listen(
      1,
      { active: streaming, standby: { ...streaming, address: stage.address(2, 3) } },
      { check: { enabled: false } },
    ),
    fast: await stage.listen(2, await stage.pair(2)),
  };
  const worker = await stage.worker();
  await stage.converged();
  const [{ remote: slow }, { remote: fast }] = [stage.client(), stage.client()];
  await fast.startLoad('load', { ...listeners.fast, concurrency: 2, timeoutMs: HANGS_MS });
  await waitFor(async () => (await fast.tally('load')).ok > 100, { what: 'load' });
  const before = totalOf(worker.pid, residentBytes);

  await slow.openSlow(listeners.slow, CONNECTIONS);
  await waitFor(async () => (await backend.received('streaming')) === CONNECTIONS, { what: 'all connections at the server' });
  let growth = 0;
  const startedAt = performance.now();
  await waitFor(
    () => {
      growth = Math.max(growth, totalOf(worker.pid, residentBytes) - before);
      return performance.now() - startedAt > SETTLED_MS;
    },
    { what: 'buffers to fill' },
  );
  say(`Memory grew by ${Math.round(growth / 1024 ** 2)} MiB with ${CONNECTIONS} clients that do not read.`);
  expect(growth).toBeLessThan(GROWTH_BYTES_MAX);
  await fast.takeTally('load');
  await waitFor(async () => (await fast.tally('load')).ok > 500, { what: 'others beside the slow ones' });

  const read = await slow.finishSlow();
  expect(read.filter(({ bytes, isComplete }) => bytes === BYTES && isComplete)).toHaveLength(CONNECTIONS);
  expect(failed(await fast.stopLoad('load'))).toEqual(NO_FAILURES);
  expect(await worker.readyz()).toBe(200);
});
