import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lengthened, type ProbeRun } from '#proxy/health/probe-run.ts';
import { createLog } from '#proxy/log.ts';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase, urlAs } from '#test/database.ts';
import { waitFor } from '#test/wait.ts';
import { HistoryReport } from './history-report.ts';
import { RunLedger } from './run-ledger.ts';

const NODE = 'node-history';
const OK = { result: 'success', reason: 'connection accepted' } as const;
const REFUSED = { result: 'failure', reason: 'connection refused' } as const;
let database: TestDatabase;
let configuration: TestConfiguration;
let pool: pg.Pool;
let loadBalancerId: string;
let groupId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  await configuration.addRegion('history');
  loadBalancerId = await configuration.addLoadBalancer('history', '127.0.70.9');
  groupId = await configuration.addVserverGroup('history', loadBalancerId, []);
  pool = new pg.Pool({ connectionString: urlAs('worker', database.url), max: 2 });
  await addNode();
});

afterAll(async () => {
  await pool?.end();
  await configuration?.close();
  await database?.drop();
});

const addNode = () =>
  configuration.query(`INSERT INTO proxy_node (id, engine, version, started_at, heartbeat_at) VALUES ($1, 'e', 'v', now(), now())`, [NODE]);

let port = 9000;
async function newMember() {
  port += 1;
  return { listenerId: await configuration.addListener(loadBalancerId, { vserverGroupId: groupId }, { port }), memberId: 'mbr-1' };
}

function newHistory(): HistoryReport {
  return new HistoryReport({ nodeId: NODE, log: createLog(() => {}), isChecked: () => true, serverNameOf: () => 'server' });
}

async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

const runsOf = (listenerId: string) =>
  configuration.query<{ ok: boolean; reason: string; probes: number; first_at: Date; last_at: Date }>(
    'SELECT * FROM probe_run WHERE listener_id = $1 ORDER BY first_at',
    [listenerId],
  );
const changesOf = (listenerId: string) => configuration.query('SELECT * FROM verdict_change WHERE listener_id = $1', [listenerId]);

const verdict = () => ({ state: 'healthy' as const, reason: 'connection accepted', since: new Date() });

test('a run is one row however often it is written, and the next outcome begins another one', async () => {
  const member = await newMember();
  const history = newHistory();
  const first = lengthened(null, OK, 1000);
  history.runBegan([member], first, 0);
  await withClient((client) => history.writeRuns(client, false));
  lengthened(first, OK, 3000);
  lengthened(first, OK, 2000);
  const second = lengthened(first, REFUSED, 5000);
  history.runBegan([member], second, 0);
  await withClient((client) => history.writeRuns(client, false));
  await withClient((client) => history.writeRuns(client, true));
  expect(await runsOf(member.listenerId)).toMatchObject([
    { ok: true, reason: 'connection accepted', probes: 3, first_at: new Date(1000), last_at: new Date(3000) },
    { ok: false, reason: 'connection refused', probes: 1, first_at: new Date(5000), last_at: new Date(5000) },
  ]);
});

test('a listener that joins a check has none of the probes that were before', async () => {
  const member = await newMember();
  const history = newHistory();
  const run = lengthened(null, OK, 1000);
  lengthened(run, OK, 2000);
  history.runBegan([member], run, run.probes);
  await withClient((client) => history.writeRuns(client, false));
  expect(await runsOf(member.listenerId)).toEqual([]);
  lengthened(run, OK, Date.now() + 1000);
  await withClient((client) => history.writeRuns(client, false));
  expect(await runsOf(member.listenerId)).toMatchObject([{ probes: 1 }]);
});

test('what is written again is stored once; a locked listener waits and a deleted one is no obstacle', async () => {
  const [member, locked, deleted] = [await newMember(), await newMember(), await newMember()];
  await configuration.query('DELETE FROM listener WHERE id = $1', [deleted.listenerId]);
  const history = newHistory();
  history.verdictChanged([member, locked, deleted], verdict(), 'unknown');
  history.runBegan([member, locked, deleted], lengthened(null, OK, 1000), 0);
  const user = await pool.connect();
  await user.query('BEGIN');
  await user.query('SELECT 1 FROM listener WHERE id = $1 FOR UPDATE', [locked.listenerId]);
  const write = async () =>
    withClient(async (client) => {
      await history.writeChanges(client);
      await history.writeRuns(client, false);
    });
  // The answer is lost, so all of it comes again.
  const lost = {
    query: async (...query: [string, unknown[]]) => withClient((client) => client.query(...query)).then(() => Promise.reject()),
  };
  await history.writeChanges(lost as unknown as pg.PoolClient).catch(() => {});
  await write();
  expect(await changesOf(member.listenerId)).toMatchObject([{ server_name: 'server', from_state: 'unknown', to_state: 'healthy' }]);
  expect(await runsOf(member.listenerId)).toHaveLength(1);
  expect(await changesOf(locked.listenerId)).toEqual([]);
  await user.query('COMMIT');
  user.release();
  await write();
  expect(await changesOf(locked.listenerId)).toHaveLength(1);
  expect(await runsOf(locked.listenerId)).toHaveLength(1);
});

test('while the node has no row, its history waits', async () => {
  const member = await newMember();
  await configuration.query('DELETE FROM proxy_node WHERE id = $1', [NODE]);
  const history = newHistory();
  history.verdictChanged([member], verdict(), 'unknown');
  await withClient((client) => history.writeChanges(client));
  await addNode();
  await withClient((client) => history.writeChanges(client));
  expect(await changesOf(member.listenerId)).toHaveLength(1);
});

test('of a member that flaps for days, no more than 1,000 runs are kept, the newest', async () => {
  const member = await newMember();
  await configuration.query(
    `INSERT INTO probe_run SELECT $1, $2, 'mbr-1', t, t, true, 'old', 1 FROM generate_series(now() - interval '2 hours', now() - interval '1 hour',
      interval '3 seconds') AS t`,
    [NODE, member.listenerId],
  );
  expect((await runsOf(member.listenerId)).length).toBeGreaterThan(1000);
  const history = newHistory();
  let run: ProbeRun | null = null;
  for (let index = 0; index < 50; index += 1) {
    run = lengthened(run, index % 2 === 0 ? OK : REFUSED, Date.now() + index);
    history.runBegan([member], run, 0);
  }
  await withClient((client) => history.writeRuns(client, false));
  await waitFor(async () => (await runsOf(member.listenerId)).length <= 1000);
  const reasons = (await runsOf(member.listenerId)).map((row) => row.reason);
  expect(reasons.filter((reason) => reason !== 'old')).toHaveLength(50);
  expect(reasons.length).toBeGreaterThan(800);
});

test('10,000 healthy members cost one row each, and then at most 100 with a heartbeat, each in its turn', () => {
  const ledger = new RunLedger({ isChecked: () => true, onLost: () => {} });
  const members = Array.from({ length: 10_000 }, (_, index) => ({ listenerId: `lsn-${index}`, memberId: 'mbr' }));
  const runs = members.map((member) => {
    const run = lengthened(null, OK, 0);
    ledger.begin([member], { run, firstAt: 0, probesBefore: 0 }, 0);
    return run;
  });
  const written: number[] = [];
  const grown = new Set<string>();
  for (let now = 0; now < 240_000; now += 2000) {
    const taken = ledger.take(now, false);
    ledger.acknowledge(taken, () => false);
    written.push(taken.length);
    for (const { row } of taken.filter((one) => one.row.probes > 1)) {
      grown.add(row.listener_id);
    }
    for (const run of runs) {
      lengthened(run, OK, now);
    }
  }
  expect(written.slice(0, 5).reduce((sum, count) => sum + count, 0)).toBe(10_000);
  expect(Math.max(...written.slice(6))).toBeLessThanOrEqual(100);
  expect(grown.size).toBe(10_000);
});

test('when Postgres is away for long, the oldest are lost and counted, and memory is bounded', () => {
  let lost = 0;
  const ledger = new RunLedger({
    isChecked: () => true,
    onLost: () => {
      lost += 1;
    },
  });
  const member = { listenerId: 'lsn-1', memberId: 'mbr' };
  let run: ProbeRun | null = null;
  for (let index = 0; index < 12_000; index += 1) {
    run = lengthened(run, index % 2 === 0 ? OK : REFUSED, index);
    ledger.begin([member], { run, firstAt: index, probesBefore: 0 }, 0);
  }
  expect(lost).toBe(1999);
  expect(ledger.take(0, false)[0]?.row.first_at).toEqual(new Date(1999));
  const history = newHistory();
  for (let index = 0; index < 10_010; index += 1) {
    history.verdictChanged([member], verdict(), 'unknown');
  }
  expect(history.lost).toBe(10);
});

test('what a member that is checked no more has had to say is said, and then forgotten', () => {
  let isChecked = true;
  const ledger = new RunLedger({ isChecked: () => isChecked, onLost: () => {} });
  const run = lengthened(null, OK, 0);
  ledger.begin([{ listenerId: 'lsn-1', memberId: 'mbr' }], { run, firstAt: 0, probesBefore: 0 }, 0);
  ledger.acknowledge(ledger.take(0, false), () => false);
  lengthened(run, OK, 2000);
  isChecked = false;
  const last = ledger.take(10_000, false);
  expect(last.map(({ row }) => row.probes)).toEqual([2]);
  ledger.acknowledge(last, () => false);
  lengthened(run, OK, 4000);
  expect(ledger.take(30_000, true)).toEqual([]);
});
