import { afterAll, beforeAll } from 'vitest';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { describeActiveStandbyRules } from '#test/traffic/active-standby-rules.ts';
import { type Ground, loopbackGround } from '#test/traffic/ground.ts';
import { startTestWorker } from '#test/worker.ts';

/** On loopback addresses, where no engine but that of user space serves. */

const REGION = 'rules';
let database: TestDatabase;
let configuration: TestConfiguration;
let worker: Awaited<ReturnType<typeof startTestWorker>>;
let ground: Ground;

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  await configuration.addRegion(REGION);
  worker = await startTestWorker({ databaseUrl: database.url });
  ground = loopbackGround({ configuration, region: REGION, lines: worker.lines, network: 40 });
});

afterAll(async () => {
  await worker?.stop();
  await Promise.all([...(ground?.clients.map((clients) => clients.closeAll()) ?? []), ground?.servers.stopAll()]);
  await configuration?.close();
  await database?.drop();
});

describeActiveStandbyRules('active/standby group', () => ground);
