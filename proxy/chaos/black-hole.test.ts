import { expect, test } from 'vitest';
import { TwoHosts, whyNoNamespaces } from '#test/namespaces.ts';
import { PostgresFile } from '#test/postgres-file.ts';
import { HANGS_MS, Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

/** Of a check with response timeout 1 s, interval 1 s and threshold 2 (data-plane 6.6), and one interval more. */
const WINDOW_MS = { least: 2000, most: 4000 };
const REFUSED_MS_MAX = 2000;
/** What a loaded machine may add to any time. */
const SLACK_MS = 4000;
const CHECK = { timeout: 1, interval: 1, healthy: 2, unhealthy: 2 };

const obstacle = whyNoNamespaces();
if (obstacle !== null) {
  say(`Skipped, the active that drops packets: ${obstacle}`);
}

test.skipIf(obstacle !== null)(
  'an active that drops packets against one that refuses: the standby serves within the failure window',
  {
    timeout: 240_000,
  },
  async (context) => {
    const stage = await Stage.open(7, context);
    const hosts = new TwoHosts();
    stage.cleanup(() => hosts.remove());
    const { remote: far } = stage.backend(hosts.far);
    const { remote: near } = stage.backend(hosts.near);
    const active = await far.listen('active', TwoHosts.FAR);
    const standby = await near.listen('standby', '127.0.0.1');
    const listener = await stage.listen(1, { active, standby }, { check: CHECK });
    const postgres = await PostgresFile.open(stage.databaseUrl);
    stage.cleanup(() => postgres.close());
    await stage.worker({ wrapper: hosts.near, databaseUrl: postgres.url });
    await stage.inForce(listener);
    const { remote: client } = stage.client(hosts.near);
    const reached = async () => (await client.oneConnection({ ...listener, timeoutMs: HANGS_MS })).server;
    await stage.verdict(listener, 'healthy');
    expect(await reached()).toBe('active');

    await far.stop('active');
    const refusedMs = await elapsed(() => stage.serves(listener, 'standby'));
    expect(refusedMs).toBeLessThan(REFUSED_MS_MAX + SLACK_MS);
    expect(await reached()).toBe('standby');
    await far.start('active');
    await stage.serves(listener, 'active');
    expect(await reached()).toBe('active');

    hosts.swallow();
    const swallowedMs = await elapsed(() => stage.serves(listener, 'standby'));
    say(`The standby serves ${Math.round(refusedMs)} ms after a refusal, ${Math.round(swallowedMs)} ms after silence.`);
    expect(swallowedMs).toBeGreaterThan(WINDOW_MS.least);
    expect(swallowedMs).toBeLessThan(WINDOW_MS.most + SLACK_MS);
    expect(await reached()).toBe('standby');
    await waitFor(async () => (await stage.configuration.eventsOf(listener.id)).length === 3);
    expect((await stage.configuration.eventsOf(listener.id)).map((event) => event.reason)).toEqual([
      'Active server is unhealthy: connection refused',
      'Active server is healthy',
      'Active server is unhealthy: no answer in 1 s',
    ]);
  },
);

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
