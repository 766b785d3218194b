import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProbeView } from '#domain/view.ts';
import { createPrismaClient } from '#prisma/client.ts';
import { createActiveStandbyGroup } from '#services/active-standby-group/create.ts';
import { getActiveStandbyGroup } from '#services/active-standby-group/get.ts';
import type { Context } from '#services/context.ts';
import { getDiagnosis } from '#services/diagnosis/get.ts';
import { createListener } from '#services/listener/create.ts';
import { createLoadBalancer } from '#services/load-balancer/create.ts';
import { checkStandby } from '#services/probe/check-standby.ts';
import { getProbe } from '#services/probe/get.ts';
import { createServer } from '#services/server/create.ts';
import { getGroupTimeline } from '#services/timeline/get.ts';
import { TestConfiguration } from './configuration.ts';
import { createTestDatabase } from './database.ts';
import { freePort, startTcpServer, type ToyTcpServer } from './servers.ts';
import { waitFor } from './wait.ts';
import { startTestWorker } from './worker.ts';

/** What the console says of a failover that a real worker carried out: one site, one story, told in order. */
const cleanups: (() => unknown)[] = [];
let context: Context;
let active: ToyTcpServer;
let standby: ToyTcpServer;
let groupId: string;
let loadBalancerId: string;

const CHECK = { type: 'tcp', timeoutSeconds: 1, intervalSeconds: 1, healthyThreshold: 2, unhealthyThreshold: 2 };

beforeAll(async () => {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const configuration = new TestConfiguration(database.url);
  await configuration.addRegion('north');
  await configuration.close();
  const prisma = createPrismaClient(database.url);
  cleanups.push(() => prisma.$disconnect());
  context = { prisma, actor: { type: 'operator', id: null, name: 'Ada' }, requestId: randomUUID() };
  const worker = await startTestWorker({ databaseUrl: database.url });
  cleanups.push(() => worker.stop());
  active = await startTcpServer({ name: 'active', address: '127.0.91.1' });
  standby = await startTcpServer({ name: 'standby', address: '127.0.92.1' });
  cleanups.push(
    () => active.stop(),
    () => standby.stop(),
  );
  const register = async ({ address, port }: ToyTcpServer, role: 'active' | 'standby') => {
    const { id } = await createServer(context, { regionId: 'north', name: role, address });
    return { serverId: id, port, role };
  };
  const servers = [await register(active, 'active'), await register(standby, 'standby')];
  ({ id: loadBalancerId } = await createLoadBalancer(context, { regionId: 'north', address: '127.0.90.1' }));
  ({ id: groupId } = await createActiveStandbyGroup(context, { loadBalancerId, group: { name: 'pair', servers } }));
});
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

const group = () => getActiveStandbyGroup(context, { id: groupId });
const answered = async ({ id }: ProbeView) =>
  waitFor(async () => {
    const probe = await getProbe(context, { id });
    return probe.state === 'done' || probe.state === 'expired' ? probe : null;
  });
const severe = async (name: string) => {
  const { areas } = await getDiagnosis(context, { id: loadBalancerId });
  return areas
    .find(({ area }) => area === name)
    ?.items.filter(({ severity }) => severity === 'bad')
    .map(({ code }) => code);
};

test('a standby is checked on demand before anything uses it, and answers with its time', async () => {
  const probe = await answered(await checkStandby(context, { id: groupId, check: {} }));
  expect(probe).toMatchObject({ state: 'done', ok: true, nodeId: 'node-1', serverName: 'standby' });
  expect(probe.reason).toMatch(/^connected in \d+ ms$/);
  expect(probe.tookMilliseconds).toBeGreaterThanOrEqual(0);
});

test('a failover is in the timeline with its probes, its verdict and who served; redundancy and report say what is lost', async () => {
  const port = await freePort('127.0.90.1');
  const target = { kind: 'active-standby-group', id: groupId };
  await createListener(context, {
    loadBalancerId,
    listener: { protocol: 'tcp', port, target, healthCheck: CHECK, standbyReadinessCheck: true, start: true },
  });
  await waitFor(async () => (await group()).redundancy.state === 'ok', { what: 'the standby is ready' });
  await waitFor(async () => (await group()).listeners[0]?.health === 'normal', { what: 'the active is healthy' });
  expect(await severe('server-health')).toEqual([]);
  expect(await severe('redundancy')).toEqual([]);

  await active.stop();
  await waitFor(async () => (await group()).serving.role === 'standby', { what: 'the standby serves' });
  expect((await group()).redundancy).toMatchObject({ state: 'none', serverName: 'active', reason: 'connection refused' });
  expect(await severe('server-health')).toEqual(['server-unhealthy']);
  expect(await severe('redundancy')).toEqual(['no-redundancy']);

  const timeline = await waitFor(
    async () => {
      const [listener] = (await getGroupTimeline(context, { id: groupId, query: {} })).listeners;
      return listener && listener.switches.length > 0 && listener.probes.some(({ ok }) => !ok) && listener.verdicts.length >= 2
        ? listener
        : null;
    },
    { what: 'the timeline has it all' },
  );
  const memberOf = (role: string) => timeline.members.find((member) => member.role === role)?.memberId;
  const of = <T extends { memberId: string }>(spans: T[], role: string) => spans.filter(({ memberId }) => memberId === memberOf(role));
  expect(of(timeline.probes, 'active').map(({ ok }) => ok)).toEqual([true, false]);
  expect(of(timeline.probes, 'standby').every(({ ok }) => ok)).toBe(true);
  expect(
    of(timeline.verdicts, 'active')
      .map(({ state }) => state)
      .slice(-2),
  ).toEqual(['healthy', 'unhealthy']);
  expect(timeline.serving.map(({ role }) => role)).toEqual(['active', 'standby']);
  expect(timeline.switches).toMatchObject([{ from: 'active', to: 'standby', nodeId: 'node-1' }]);
});

test('a standby that refuses is told so, and still serves', async () => {
  await standby.stop();
  const probe = await answered(await checkStandby(context, { id: groupId, check: {} }));
  expect(probe).toMatchObject({ state: 'done', ok: false, reason: 'connection refused' });
  expect((await group()).serving.role).toBe('standby');
});
