import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startTestCluster, TEMPLATE_DATABASE } from '#test/cluster.ts';
import { freePort, startTcpServer } from '#test/servers.ts';
import { failed, NO_FAILURES } from './fates.ts';
import { HANGS_MS, IS_LONG, Stage } from './stage.ts';
import { waitFor } from './wait.ts';

const OUTAGE_MS = IS_LONG ? 60_000 : 4_000;
const LISTENERS = 10;
const EDITS_BETWEEN = 30;
const RESTARTS = IS_LONG ? 10 : 3;

let cluster: Awaited<ReturnType<typeof startTestCluster>>;
beforeAll(async () => {
  cluster = await startTestCluster();
}, 60_000);
afterAll(() => cluster.stop());

async function newDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: cluster.adminUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  await client.end();
  return cluster.url(name);
}

test('Postgres stopped under load: no connection fails, a failover meanwhile works, and its event is stored once', {
  timeout: OUTAGE_MS + 240_000,
}, async (context) => {
  const stage = await Stage.open(3, context, await newDatabase('stopped'));
  const [steady, moving] = [await stage.pair(1), await stage.pair(2)];
  const listeners = {
    steady: await stage.listen(1, steady),
    moving: await stage.listen(2, moving, { check: { timeout: 1, interval: 1 } }),
  };
  await stage.worker();
  await stage.inForce(listeners.steady, listeners.moving);
  await stage.verdict(listeners.moving, 'healthy');
  const { remote: client } = stage.client();
  await client.startLoad('load', { ...listeners.steady, concurrency: 4, timeoutMs: HANGS_MS });
  await waitFor(async () => (await client.tally('load')).ok > 200, { what: 'load' });
  const before = (await client.tally('load')).ok;

  await cluster.halt();
  const stoppedAt = performance.now();
  expect(await stage.reached(listeners.moving)).toBe('active');
  await moving.active.stop();
  await waitFor(async () => (await stage.reached(listeners.moving)) === 'standby', { what: 'failover without Postgres' });
  await waitFor(() => performance.now() - stoppedAt > OUTAGE_MS, { timeoutMs: OUTAGE_MS + 5000, what: 'the outage to be long enough' });
  expect(await stage.reached(listeners.moving)).toBe('standby');
  const during = (await client.tally('load')).ok;
  expect(during).toBeGreaterThan(before);
  await cluster.resume();

  await stage.serves(listeners.moving, 'standby');
  await waitFor(async () => (await stage.configuration.eventsOf(listeners.moving.id)).length > 0, { what: 'the event' });
  const addedAt = await heartbeat(stage);
  await waitFor(async () => (await heartbeat(stage)) > addedAt, { what: 'a report after the one with the event' });
  expect(await stage.configuration.eventsOf(listeners.moving.id)).toMatchObject([
    { from_role: 'active', to_role: 'standby', reason: 'Active server is unhealthy: connection refused' },
  ]);
  const tally = await client.stopLoad('load');
  expect(failed(tally)).toEqual(NO_FAILURES);
  expect(Object.keys(tally.servers)).toEqual(['active']);
});

async function heartbeat(stage: Stage): Promise<number> {
  const [row] = await stage.configuration.query<{ at: Date }>('SELECT heartbeat_at AS at FROM proxy_node');
  return row?.at.getTime() ?? 0;
}

test('Postgres restarted while notifications fly: edits go on, and what was asked for last is what runs', {
  timeout: IS_LONG ? 900_000 : 400_000,
}, async (context) => {
  const stage = await Stage.open(4, context, await newDatabase('restarted'));
  const { active, standby } = await stage.pair(1);
  const third = await startTcpServer({ name: 'third', address: stage.address(3, 1) });
  stage.cleanup(() => third.stop());
  const first = await stage.listen(1, { active, standby }, { check: { enabled: false } });
  const other = await stage.addGroup(first.loadBalancerId, { active: third, standby });
  const groups = { active: first.groupId, third: other };
  const ids = [first.id];
  for (let index = 1; index < LISTENERS; index += 1) {
    const port = await freePort(first.address);
    ids.push(await stage.configuration.addListener(first.loadBalancerId, first.groupId, { port, check: { enabled: false } }));
  }
  const untouched = await stage.listen(2, { active, standby });
  const worker = await stage.worker();
  await stage.converged();
  const { remote: client } = stage.client();
  await client.startLoad('load', { ...untouched, concurrency: 4, timeoutMs: HANGS_MS });

  const wanted = new Map<string, { port: number; enabled: boolean; group: keyof typeof groups }>();
  let edits = 0;
  let isOver = false;
  const editor = (async () => {
    for (let round = 0; !isOver; round += 1) {
      const id = ids[round % ids.length] ?? '';
      const change = {
        port: await freePort(first.address),
        enabled: round % 4 !== 3,
        group: round % 3 === 0 ? 'third' : 'active',
      } as const;
      // What failed may have been stored all the same, so it is repeated until its end is known.
      await waitFor(
        () =>
          stage.configuration
            .query('UPDATE listener SET port = $2, enabled = $3, active_standby_group_id = $4 WHERE id = $1', [
              id,
              change.port,
              change.enabled,
              groups[change.group],
            ])
            .then(() => true),
        { what: 'an edit' },
      );
      wanted.set(id, change);
      edits += 1;
    }
  })();
  // Awaited below; until then a failure of the waits in between is the one to be told.
  editor.catch(() => undefined);
  onTestFinished(() => {
    isOver = true;
  });
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    const target = edits + EDITS_BETWEEN;
    await waitFor(() => edits >= target, { what: 'edits' });
    await cluster.halt();
    await cluster.resume();
  }
  const target = edits + EDITS_BETWEEN;
  await waitFor(() => edits >= target, { what: 'edits after the last restart' });
  isOver = true;
  await editor;

  await stage.converged();
  for (const [id, { port, enabled, group }] of wanted) {
    const answer = await stage.reached({ address: first.address, port });
    expect({ id, answer }).toEqual({ id, answer: enabled ? group : 'ECONNREFUSED' });
  }
  expect(await worker.readyz()).toBe(200);
  expect(failed(await client.stopLoad('load'))).toEqual(NO_FAILURES);
});
