import { expect, type TestContext, test } from 'vitest';
import { isAlive } from '#test/forwarders.ts';
import { familyOf } from '#test/processes.ts';
import { whyNoKernel } from '#test/traffic/engines.ts';
import { HostsStage } from '#test/traffic/hosts-stage.ts';
import { Site } from '#test/traffic/site.ts';
import { failed, NO_FAILURES } from './fates.ts';
import type { Client } from './processes/client.ts';
import { HANGS_MS, say } from './stage.ts';
import { waitFor } from './wait.ts';

/** What happens to clients when the worker that has programmed the kernel is not there, or its rules are not. */

const LOOPS = { remote: 8, local: 2 };
const HELD = 100;
const ENOUGH = 60;
const TEST = { timeout: 240_000 };

const obstacle = whyNoKernel();
if (obstacle !== null) {
  say(`Skipped, the worker of the kernel engine killed: ${obstacle}`);
}
const testOnHosts = test.skipIf(obstacle !== null);

/** A pair and a pool behind a worker, under load from both hosts, and connections that are only held. */
async function underLoad({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const stage = await HostsStage.open('nftables');
  onTestFinished(() => stage.close());
  const worker = await stage.startWorker();
  const site = await Site.create(stage.ground('ipv4'), 1);
  const pair = await site.addPair();
  const ofPair = await site.listen(await site.addGroup(pair));
  const pooled = [await site.addServer('one'), await site.addServer('other')];
  const ofPool = await site.listen(await site.addPool(pooled), { columns: { scheduler: 'rr' } });
  const clients = {
    remote: stage.process<Client>('client', 'proxy/chaos/processes/client.ts'),
    local: stage.process<Client>('balancer', 'proxy/chaos/processes/client.ts'),
  };
  const loads = [
    { client: clients.remote, name: 'pair', listener: ofPair, concurrency: LOOPS.remote },
    { client: clients.remote, name: 'pool', listener: ofPool, concurrency: LOOPS.remote },
    { client: clients.local, name: 'pair', listener: ofPair, concurrency: LOOPS.local },
  ];
  for (const { client, name, listener, concurrency } of loads) {
    await client.startLoad(name, { ...listener.place, concurrency, timeoutMs: HANGS_MS });
  }
  expect(await clients.remote.hold(ofPair.place, HELD)).toBe(HELD);
  expect(await clients.local.hold(ofPool.place, HELD)).toBe(HELD);
  return {
    stage,
    worker,
    pair,
    ofPair,
    /** Every load makes so many more connections; what has failed since the last call. */
    async failures(enough = ENOUGH) {
      const sum = { ...NO_FAILURES };
      for (const { client, name } of loads) {
        await waitFor(async () => (await client.tally(name)).ok >= enough, { what: `${enough} connections` });
        const { refused, reset, timedOut, wrong } = failed(await client.takeTally(name));
        sum.refused += refused;
        sum.reset += reset;
        sum.timedOut += timedOut;
        sum.wrong += wrong;
      }
      return sum;
    },
    async stopLoads() {
      const tallies = [];
      for (const { client, name } of loads) {
        tallies.push(failed(await client.stopLoad(name)));
      }
      return tallies;
    },
    async held() {
      return Promise.all([clients.remote.pingHeld(HANGS_MS), clients.local.pingHeld(HANGS_MS)]);
    },
  };
}

const ALL_ANSWERED = [
  { answered: HELD, lost: 0, silent: 0, wrong: 0 },
  { answered: HELD, lost: 0, silent: 0, wrong: 0 },
];

testOnHosts(
  'a worker of the kernel engine killed with -9 under load: no connection fails, while it is dead and while its successor comes, with Postgres or without',
  TEST,
  async (context) => {
    const { stage, worker, pair, ofPair, failures, held } = await underLoad(context);
    expect(await failures()).toEqual(NO_FAILURES);
    const family = familyOf(worker.pid);
    await worker.kill('SIGKILL');
    await waitFor(() => !family.some(isAlive), { what: 'every process of the worker to end' });
    expect(await failures()).toEqual(NO_FAILURES);
    const next = await stage.startWorker();
    expect(await failures()).toEqual(NO_FAILURES);
    expect(await held()).toEqual(ALL_ANSWERED);

    await stage.postgres.cut();
    await next.kill('SIGKILL');
    expect(await failures()).toEqual(NO_FAILURES);
    await stage.spawnWorker();
    await waitFor(() => stage.lines.some((line) => line.includes('worker:started-from-copy')), { what: 'a start without Postgres' });
    expect(await failures()).toEqual(NO_FAILURES);
    expect(await held()).toEqual(ALL_ANSWERED);

    // It does not only leave alone what it has found: it goes on with it.
    await pair.active.stop();
    await waitFor(async () => (await ofPair.reached()) === 'standby', { what: 'a failover without Postgres' });
    await failures();
    expect(await failures()).toEqual(NO_FAILURES);
    await stage.postgres.restore();
    await ofPair.serves('standby');
  },
);

testOnHosts('an orderly stop leaves the rules in force; who wants them away says so', TEST, async (context) => {
  const { stage, worker, failures, stopLoads, held, ofPair } = await underLoad(context);
  expect(await failures()).toEqual(NO_FAILURES);
  expect(await worker.kill('SIGTERM')).toBe(0);
  expect(await failures()).toEqual(NO_FAILURES);
  expect(await held()).toEqual(ALL_ANSWERED);
  const next = await stage.startWorker();
  expect(await failures()).toEqual(NO_FAILURES);
  await next.kill('SIGTERM');
  expect(await stopLoads()).toEqual([NO_FAILURES, NO_FAILURES, NO_FAILURES]);
  expect(stage.hosts.run('balancer', 'nft', ['list', 'tables'])).toContain('table inet openslb');
  stage.hosts.run('balancer', process.execPath, ['--import', 'tsx', 'proxy/main.ts', '--flush']);
  expect(stage.hosts.run('balancer', 'nft', ['list', 'ruleset'])).toBe('');
  expect(await ofPair.answer()).toBe('ECONNREFUSED');
});

testOnHosts('rules that somebody has flushed come back by themselves; clients are served by userspace meanwhile', TEST, async (context) => {
  const { stage, failures, stopLoads, held } = await underLoad(context);
  expect(await failures()).toEqual(NO_FAILURES);
  stage.hosts.run('balancer', 'nft', ['flush', 'ruleset']);
  await waitFor(() => stage.hosts.run('balancer', 'nft', ['list', 'tables']).includes('table inet openslb'), {
    what: 'the table to be back',
    intervalMs: 200,
  });
  const meanwhile = await failures();
  expect(await held(), 'who said nothing meanwhile has lost nothing').toEqual(ALL_ANSWERED);
  // Each loop may have had a connection open that nobody translated for a while: one side or the other did not know it any more.
  const tallies = [meanwhile, ...(await stopLoads())];
  expect(tallies.map(({ refused, wrong }) => refused + wrong)).toEqual([0, 0, 0, 0]);
  const lost = tallies.reduce((sum, { reset, timedOut }) => sum + reset + timedOut, 0);
  expect(lost).toBeLessThanOrEqual(2 * LOOPS.remote + LOOPS.local);
});
