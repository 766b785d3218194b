import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import { getDiagnosis } from '#services/diagnosis/get.ts';
import { updateRegion } from '#services/region/update.ts';
import type { Family } from './three-hosts.ts';
import { whyNoKernel } from './traffic/engines.ts';
import { HostsStage } from './traffic/hosts-stage.ts';
import { Site } from './traffic/site.ts';
import { waitFor } from './wait.ts';

/** What servers see of clients on another host, by the setting of their region, and what becomes of them without a route back (decision 33). */

const obstacle = whyNoKernel();
if (obstacle !== null) {
  process.stdout.write(`Skipped, source NAT: ${obstacle}\n`);
}

const CLIENT = { ipv4: '10.201.1.2', ipv6: 'fd20:1::2' } as const;
const BALANCER = { ipv4: '10.201.2.1', ipv6: 'fd20:2::1' } as const;

describe.skipIf(obstacle !== null)('source NAT', { timeout: 180_000 }, () => {
  let stage: HostsStage;
  let prisma: PrismaClient;

  beforeEach(async () => {
    stage = await HostsStage.open('nftables');
    prisma = createPrismaClient(stage.postgres.url);
    await stage.startWorker();
  });

  afterEach(async () => {
    await prisma?.$disconnect();
    await stage?.close();
  });

  const context = () => ({ prisma, actor: { type: 'operator', id: null, name: 'Ada' }, requestId: randomUUID() }) as const;

  async function serve(family: Family) {
    const site = await Site.create(stage.ground(family), 1);
    const server = await site.addServer('only');
    const listener = await site.listen(await site.addPool([server]), { check: { enabled: false } });
    const setSourceNat = async (sourceNat: boolean) => {
      await updateRegion(context(), { id: site.ground.region, changes: { sourceNat } });
      await listener.settled();
    };
    return { site, server, listener, setSourceNat };
  }

  test.each(['ipv4', 'ipv6'] as const)('over %s is for new connections; those that are open stay as they are', async (family) => {
    const { server, listener, setSourceNat } = await serve(family);
    const seen = async () => {
      expect(await stage.remoteClients.reach(listener.place)).toBe('only');
      return (await server.clientsSeen()).at(-1);
    };
    expect(await seen()).toBe(CLIENT[family]);
    const without = await listener.open();

    await setSourceNat(true);
    expect(await seen()).toBe(BALANCER[family]);
    expect(await without.echo('as it was')).toBe('as it was');
    const withIt = await listener.open();

    await setSourceNat(false);
    expect(await seen()).toBe(CLIENT[family]);
    expect(await without.echo('still there')).toBe('still there');
    expect(await withIt.echo('as it was')).toBe('as it was');
  });

  test('lets in clients to whom servers have no route, and the health report says so before', async () => {
    const { site, server, listener, setSourceNat } = await serve('ipv4');
    const unanswered = async () => {
      const { areas } = await getDiagnosis(context(), { id: site.loadBalancerId });
      return areas.flatMap(({ items }) => items).filter(({ code }) => code === 'no-answer');
    };
    stage.hosts.run('server', 'ip', ['route', 'del', 'default']);
    const hanging = [1, 2, 3].map(() => stage.remoteClients.reach(listener.place));
    await waitFor(async () => (await unanswered()).length > 0, { what: 'the report to name the server' });
    expect(await unanswered()).toMatchObject([{ server: { address: server.address }, count: 3 }]);
    expect(await server.received()).toBe(0);

    await setSourceNat(true);
    expect(await unanswered()).toEqual([]);
    expect(await stage.remoteClients.reach(listener.place)).toBe('only');
    expect(await Promise.all(hanging)).toEqual(['hangs', 'hangs', 'hangs']);
  });
});
