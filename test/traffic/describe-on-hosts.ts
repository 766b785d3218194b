import { afterAll, beforeAll, describe, vi } from 'vitest';
import type { EngineName } from '#domain/engine.ts';
import { testableEngines } from './engines.ts';
import { HostsStage } from './hosts-stage.ts';

/** Most of the time everybody waits for a health check, or for Postgres. */
const AT_ONCE = 12;
const TEST_MS_MAX = 180_000;

/**
 * The same tests through each engine that this machine can have; they share three hosts and a worker of the engine, and run at
 * the same time.
 */
export function describeOnHosts(title: string, addTests: (stageOf: () => HostsStage, engine: EngineName) => void): void {
  vi.setConfig({ maxConcurrency: AT_ONCE });
  describe.concurrent.each(testableEngines())(`${title}, %s`, { timeout: TEST_MS_MAX }, (engine) => {
    let stage: HostsStage;

    beforeAll(async () => {
      stage = await HostsStage.open(engine);
      await stage.startWorker();
    });

    afterAll(async () => {
      await stage?.close();
    });

    addTests(() => stage, engine);
  });
}
