import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListenerCounters } from '#proxy/engine/engine.ts';
import { createLog } from '#proxy/log.ts';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { startTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { Reporter } from './reporter.ts';

const REGION = 'report';
const cleanups: (() => unknown)[] = [];
let database: TestDatabase;
let configuration: TestConfiguration;
let loadBalancerId: string;
let listenerId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  await configuration.addRegion(REGION);
  loadBalancerId = await configuration.addLoadBalancer(REGION, '127.0.70.1');
  const members = { active: { address: '127.0.71.1', port: 1 }, standby: { address: '127.0.71.2', port: 1 } };
  const groupId = await configuration.addGroup(REGION, loadBalancerId, members);
  listenerId = await configuration.addListener(loadBalancerId, groupId, { port: 7000 });
});

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
  await configuration?.close();
  await database?.drop();
});

/**
 * A way to Postgres that can lose a commit: `lose` the next one before it arrives, or the answer to it, and the
 * connection with it.
 */
async function startLossyRelay() {
  const { hostname, port } = new URL(database.url);
  let toLose: 'commit' | 'answer' | null = null;
  let lost = 0;
  const relay = await startTcpServer({
    onConnection: (client) => {
      const server = connect(Number(port), hostname);
      let losesAnswer = false;
      client.on('data', (chunk) => {
        const isCommit = chunk.includes('COMMIT');
        if (isCommit && toLose === 'commit') {
          toLose = null;
          lost += 1;
          client.destroy();
          return;
        }
        if (isCommit && toLose === 'answer') {
          toLose = null;
          losesAnswer = true;
        }
        server.write(chunk);
      });
      server.on('data', (chunk) => {
        if (losesAnswer) {
          lost += 1;
          client.destroy();
        } else {
          client.write(chunk);
        }
      });
      client.on('close', () => server.destroy());
      client.on('error', () => server.destroy());
      server.on('close', () => client.destroy());
      server.on('error', () => client.destroy());
    },
  });
  cleanups.push(() => relay.stop());
  const url = new URL(database.url);
  url.port = String(relay.port);
  return {
    url: url.href,
    lose(what: 'commit' | 'answer') {
      toLose = what;
    },
    lost: () => lost,
  };
}

function newReporter(databaseUrl: string, nodeId: string, counters: ListenerCounters) {
  const reporter = new Reporter({
    databaseUrl,
    nodeId,
    engine: 'userspace',
    version: '0',
    log: createLog(() => {}),
    counters: () => [{ ...counters }],
    missedNotifications: () => 0,
  });
  cleanups.push(() => reporter.stop());
  return reporter;
}

function zeroCounters(): ListenerCounters {
  return {
    listenerId,
    connectionsCurrent: 0,
    connectionsTotal: 0,
    connectErrorsTotal: 0,
    bytesInTotal: 0,
    bytesOutTotal: 0,
    packetsInTotal: 0,
    packetsOutTotal: 0,
    drops: {},
    members: [],
  };
}

test.each(['commit', 'answer'] as const)('traffic is added exactly once when the %s is lost', async (what) => {
  const relay = await startLossyRelay();
  const counters = zeroCounters();
  const nodeId = `node-${what}`;
  const reporter = newReporter(relay.url, nodeId, counters);
  const stored = async () => {
    const rows = await configuration.query<{ bytes_in_total: string }>('SELECT bytes_in_total FROM listener_traffic WHERE node_id = $1', [
      nodeId,
    ]);
    return Number(rows[0]?.bytes_in_total ?? 0);
  };
  counters.bytesInTotal = 1000;
  reporter.start([]);
  await waitFor(async () => (await stored()) === 1000);

  relay.lose(what);
  counters.bytesInTotal = 1500;
  await waitFor(() => relay.lost() === 1);
  counters.bytesInTotal = 1501;
  await waitFor(async () => (await stored()) >= 1501);
  expect(await stored()).toBe(1501);
});

test('an event that is reported again is stored once, and one of a deleted load balancer is no obstacle', async () => {
  const event = {
    id: randomUUID(),
    loadBalancerId,
    regionId: REGION,
    listenerId,
    protocol: 'tcp' as const,
    port: 7000,
    groupId: 'rsp-x',
    groupName: 'group',
    from: 'active' as const,
    to: 'standby' as const,
    fromServer: 'a',
    toServer: 'b',
    reason: 'test',
    at: new Date().toISOString(),
  };
  const reporter = newReporter(database.url, 'node-events', zeroCounters());
  reporter.start([{ ...event, id: randomUUID(), loadBalancerId: 'lb-gone' }, event]);
  reporter.failedOver(event);
  await waitFor(async () => (await configuration.eventsOf(listenerId)).length > 0 && reporter.pendingEvents().length === 0);
  expect(await configuration.eventsOf(listenerId)).toHaveLength(1);
});

test('events older than 31 days are removed', async () => {
  await configuration.query(
    `INSERT INTO failover_event SELECT gen_random_uuid(), $1, 'lsn-old', 'tcp', 1, 'g', 'g', 'n', 'active', 'standby', 'a', 'b', 'r',
      now() - make_interval(days => days) FROM unnest(ARRAY[30, 32]) AS days`,
    [loadBalancerId],
  );
  newReporter(database.url, 'node-prune', zeroCounters()).start([]);
  await waitFor(async () => (await configuration.eventsOf('lsn-old')).length === 1);
});
