import { expect, test } from 'vitest';
import type { EngineName } from '#domain/engine.ts';
import { testableEngines } from '#test/traffic/engines.ts';
import { loopbackGround } from '#test/traffic/ground.ts';
import { HostsStage } from '#test/traffic/hosts-stage.ts';
import { ConfigurationRun } from './configuration-run.ts';
import { Dice, FUZZ_SECONDS, FUZZ_SHARES, newSeed } from './seed.ts';
import { REGION, Stage, say } from './stage.ts';

const SECONDS = FUZZ_SECONDS * FUZZ_SHARES.configurations;
/** For all engines together. */
const SECONDS_ON_HOSTS = FUZZ_SECONDS * FUZZ_SHARES.configurationsOnHosts;
const LOOPBACK_NETWORK = 140;
/** Of all hosts of a test. */
const HOSTS_NETWORK = '10.201.0.0/16';

/** Changes and compares until it is time, or for so many changes; returns how many there were. */
async function follow(
  run: ConfigurationRun,
  seed: number,
  converged: () => Promise<void>,
  until: (changes: number) => boolean,
): Promise<number> {
  const history: string[] = [];
  while (!until(history.length)) {
    history.push(await run.change());
    await converged();
    await run.compare(`seed ${seed}, change ${history.length}, after ${history.slice(-4).join('; ')}`);
  }
  return history.length;
}

test('random sequences of changes: after each, every port answers as the model says', {
  timeout: SECONDS * 1000 + 240_000,
}, async (context) => {
  const seed = newSeed('Random configurations');
  const stage = await Stage.open(18, context);
  const { configuration } = stage;
  const ground = loopbackGround({ configuration, region: REGION, lines: [], network: LOOPBACK_NETWORK });
  stage.cleanup(() => Promise.all([ground.servers.stopAll(), ...ground.clients.map((clients) => clients.closeAll())]));
  const run = new ConfigurationRun(new Dice(seed), ground, '127.0.0.0/8');
  await run.prepare();
  const worker = await stage.worker();
  await stage.converged();
  const end = performance.now() + SECONDS * 1000;
  const changes = await follow(
    run,
    seed,
    () => stage.converged(),
    () => performance.now() >= end,
  );
  say(`${changes} changes, each compared with the model`);
  expect(changes).toBeGreaterThan(0);
  expect(await worker.readyz()).toBe(200);
});

const engines = testableEngines();

test.skipIf(engines.length < 2)(
  'the same random sequence between hosts through each engine: every port answers as the model says',
  {
    timeout: SECONDS_ON_HOSTS * 1000 + 480_000,
  },
  async () => {
    const seed = newSeed('Random configurations through each engine');
    const ms = (SECONDS_ON_HOSTS * 1000) / engines.length;
    const first = await throughEngine('nftables', seed, (changes, sinceMs) => changes > 0 && sinceMs >= ms);
    const other = await throughEngine('userspace', seed, (changes) => changes >= first);
    say(`${other} changes through each engine, each compared with the model`);
    expect(first).toBeGreaterThan(0);
  },
);

async function throughEngine(engine: EngineName, seed: number, until: (changes: number, sinceMs: number) => boolean): Promise<number> {
  const stage = await HostsStage.open(engine);
  try {
    const run = new ConfigurationRun(new Dice(seed), stage.ground('ipv4'), HOSTS_NETWORK);
    await run.prepare();
    await stage.startWorker();
    const startedAt = performance.now();
    return await follow(
      run,
      seed,
      () => stage.converged(),
      (changes) => until(changes, performance.now() - startedAt),
    );
  } catch (cause) {
    throw new Error(`Through ${engine}`, { cause });
  } finally {
    await stage.close();
  }
}
