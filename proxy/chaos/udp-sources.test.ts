import { expect, test } from 'vitest';
import { residentBytes, totalOf } from '#test/processes.ts';
import { openUdpClient } from '#test/servers.ts';
import { failed, NO_FAILURES } from './fates.ts';
import { HANGS_MS, IS_LONG, Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

const SOURCES = IS_LONG ? 10 : 4;
/** In the long form a table of flows may be full before the end; in the short one none is. */
const PORTS_PER_SOURCE = IS_LONG ? 10_000 : 2_000;
const ATTEMPTS = IS_LONG ? 1 : 20;
const CLIENTS = 2;
/** Of each; more when many of them get no answer and wait for nothing. */
const CLIENTS_AT_ONCE = IS_LONG ? 1000 : 100;
/** What a flow may cost, with its socket; a table that is full takes no more. */
const FLOW_BYTES_MAX = 8 * 1024;
const GROWTH_BYTES_MAX = 96 * 1024 ** 2 + SOURCES * PORTS_PER_SOURCE * FLOW_BYTES_MAX;

test(`${SOURCES * PORTS_PER_SOURCE} UDP source ports in a rush: memory is bounded, other listeners are unharmed, and new clients are served afterwards`, {
  timeout: 300_000,
}, async (context) => {
  const stage = await Stage.open(13, context);
  const { remote: backend } = stage.backend();
  const server = await backend.listen('flooded', stage.address(1, 3), 'udp');
  const nowhere = { address: stage.address(2, 3), port: server.port };
  const check = { type: 'udp', enabled: false };
  const listeners = {
    flooded: await stage.listen(1, { active: server, standby: nowhere }, { protocol: 'udp', check }),
    udp: await stage.listen(2, { active: server, standby: nowhere }, { protocol: 'udp', check }),
    tcp: await stage.listen(3, await stage.pair(3)),
  };
  const worker = await stage.worker();
  await stage.converged();
  const kept = await openUdpClient(listeners.flooded.port, listeners.flooded.address);
  stage.cleanup(() => kept.close());
  await waitFor(async () => (await kept.ask('before')) === 'flooded:before', { what: 'a flow before the flood' });
  const { remote: client } = stage.client();
  await client.startLoad('load', { ...listeners.tcp, concurrency: 2, timeoutMs: HANGS_MS });
  const before = totalOf(worker.pid, residentBytes);

  const startedAt = performance.now();
  const flooders = Array.from({ length: CLIENTS }, () => stage.client().remote);
  let isFlooding = true;
  // A flow that is in use stays, however full the table gets.
  const keptAlive = (async () => {
    for (let turn = 0; isFlooding; turn += 1) {
      await kept.ask(`during ${turn}`);
    }
  })();
  const floods = await Promise.all(
    flooders.map((flooder, index) => {
      const sources = Array.from({ length: SOURCES / CLIENTS }, (_, source) => stage.address(1 + index * SOURCES + source, 9));
      return flooder.floodFromManyPorts({
        ...listeners.flooded,
        sources,
        portsPerSource: PORTS_PER_SOURCE,
        concurrency: CLIENTS_AT_ONCE,
        answerMs: 500,
        attempts: ATTEMPTS,
      });
    }),
  );
  isFlooding = false;
  await keptAlive;
  const seconds = (performance.now() - startedAt) / 1000;
  const growth = totalOf(worker.pid, residentBytes) - before;
  const sent = floods.reduce((sum, flood) => sum + flood.sent, 0);
  const answered = floods.reduce((sum, flood) => sum + flood.answered, 0);
  say(`${sent} source ports in ${seconds.toFixed(1)} s, ${answered} answered, memory grew by ${Math.round(growth / 1024 ** 2)} MiB`);
  expect(sent).toBe(SOURCES * PORTS_PER_SOURCE);
  expect(floods.map((flood) => flood.wrong)).toEqual(floods.map(() => 0));
  expect(answered).toBeGreaterThan(IS_LONG ? 0 : sent - 1);
  expect(growth).toBeLessThan(GROWTH_BYTES_MAX);

  await waitFor(async () => (await kept.ask('after')) === 'flooded:after', { what: 'the flow from before the flood' });
  const other = await openUdpClient(listeners.udp.port, listeners.udp.address);
  stage.cleanup(() => other.close());
  await waitFor(async () => (await other.ask('other')) === 'flooded:other', { what: 'another UDP listener' });
  await waitFor(async () => (await client.tally('load')).ok > 200, { what: 'load' });
  expect(failed(await client.stopLoad('load'))).toEqual(NO_FAILURES);
  const fresh = await openUdpClient(listeners.flooded.port, listeners.flooded.address);
  stage.cleanup(() => fresh.close());
  // Flows end 90 s after their last datagram, and only then a full table has room again.
  await waitFor(async () => (await fresh.ask('fresh')) === 'flooded:fresh', {
    timeoutMs: IS_LONG ? 120_000 : 20_000,
    what: 'a client that is new after the flood',
  });
  expect(await worker.readyz()).toBe(200);
});
