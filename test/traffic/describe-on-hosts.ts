import { afterAll, beforeAll, describe, vi } from 'vitest';
import { EngineName } from '#domain/engine.ts';
import { testableEngines } from './engines.ts';
import { HostsStage } from './hosts-stage.ts';

/** Most of the time everybody waits for a health check, or for Postgres. */
const AT_ONCE = 12;
const TEST_MS_MAX = 180_000;

/**
 * The same tests through each engine, or through some, as far as this machine can have them; they share three hosts and a
 * worker of the engine, and run at the same time.
 */
export function describeOnHosts(
  title: string,
  addTests: (stageOf: () => HostsStage, engine: EngineName) => void,
  engines: readonly EngineName[] = EngineName.options,
): void {
  vi.setConfig({ maxConcurrency: AT_ONCE });
  describe.concurrent.each(testableEngines().filter((engine) => engines.includes(engine)))(
    `${title}, %s`,
    { timeout: TEST_MS_MAX },
    (engine) => {
      let stage: HostsStage;

      beforeAll(async () => {
        stage = await HostsStage.open(engine);
        await stage.startWorker();
      });

      afterAll(async () => {
        await stage?.close();
      });

      addTests(() => stage, engine);
    },
  );
}
