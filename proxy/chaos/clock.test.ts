import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { openUdpClient, startUdpServer } from '#test/servers.ts';
import { failed, NO_FAILURES } from './fates.ts';
import { HANGS_MS, Stage } from './stage.ts';
import { waitFor } from './wait.ts';

const HOUR_MS = 3_600_000;
const HELD = 20;
const CLOCK_MODULE = pathToFileURL(join(import.meta.dirname, 'processes/shifted-clock.mjs')).href;

test('the clock set back an hour, and forward two: connections, flows, checks, failover and reports go on', {
  timeout: 240_000,
}, async (context) => {
  const stage = await Stage.open(11, context);
  const [steady, moving] = [await stage.pair(1), await stage.pair(2)];
  const udp = await startUdpServer({ name: 'udp', address: stage.address(3, 1) });
  stage.cleanup(() => udp.stop());
  const listeners = {
    steady: await stage.listen(1, steady),
    moving: await stage.listen(2, moving),
    udp: await stage.listen(
      3,
      { active: udp, standby: { address: stage.address(3, 2), port: udp.port } },
      { protocol: 'udp', check: { type: 'udp' } },
    ),
  };
  const clock = join(stage.dataDir, 'clock');
  writeFileSync(clock, '0');
  const worker = await stage.worker({
    variables: { OPENSLB_TEST_CLOCK_FILE: clock, NODE_OPTIONS: `--import ${CLOCK_MODULE}` },
  });
  await stage.converged();
  await stage.verdict(listeners.moving, 'healthy');
  const flow = await openUdpClient(listeners.udp.port, listeners.udp.address);
  stage.cleanup(() => flow.close());
  await waitFor(async () => (await flow.ask('before')) === 'udp:before', { what: 'the flow' });
  const { remote: client } = stage.client();
  expect(await client.hold(listeners.steady, HELD)).toBe(HELD);
  await client.startLoad('load', { ...listeners.steady, concurrency: 2, timeoutMs: HANGS_MS });

  let served = 'active';
  for (const shiftMs of [-HOUR_MS, HOUR_MS, 0]) {
    writeFileSync(clock, String(shiftMs));
    const beforeShift = await heartbeat(stage);
    await waitFor(async () => (await heartbeat(stage)) > beforeShift, { what: `a report with the clock at ${shiftMs} ms` });
    served = served === 'active' ? 'standby' : 'active';
    await (served === 'standby' ? moving.active.stop() : moving.active.start());
    await stage.serves(listeners.moving, served === 'standby' ? 'standby' : 'active');
    await waitFor(async () => (await stage.reached(listeners.moving)) === served);
    await stage.configuration.query('UPDATE listener SET name = $2 WHERE id = $1', [listeners.steady.id, `clock ${shiftMs}`]);
    await stage.converged();
    const delayMs = (await stage.configuration.statusOf(listeners.steady.id))?.delay_ms ?? -1;
    expect(delayMs).toBeGreaterThanOrEqual(0);
    expect(delayMs).toBeLessThan(HOUR_MS / 2);
    expect(await flow.ask(`at ${shiftMs}`, HANGS_MS)).toBe(`udp:at ${shiftMs}`);
    expect(await client.pingHeld(HANGS_MS)).toEqual({ answered: HELD, lost: 0, silent: 0, wrong: 0 });
  }
  // One flow all the time: none was taken for idle.
  const flows = await stage.configuration.query('SELECT connections_total AS n FROM listener_traffic WHERE listener_id = $1', [
    listeners.udp.id,
  ]);
  expect(flows).toEqual([{ n: '1' }]);
  await waitFor(async () => (await stage.configuration.eventsOf(listeners.moving.id)).length === 3, { what: 'all three events' });
  expect(failed(await client.stopLoad('load'))).toEqual(NO_FAILURES);
  expect(await worker.readyz()).toBe(200);
});

/** By the clock of Postgres. */
async function heartbeat(stage: Stage): Promise<number> {
  const [row] = await stage.configuration.query<{ at: Date }>('SELECT heartbeat_at AS at FROM proxy_node');
  return row?.at.getTime() ?? 0;
}
