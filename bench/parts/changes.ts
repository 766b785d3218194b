import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTcpServer } from '#test/servers.ts';
import { DesiredState } from '../desired-state.ts';
import { createFleet, type FleetListener } from '../fleet.ts';
import { startWorkerProcess } from '../peers/worker-process.ts';
import { proportionalBytes } from '../process-usage.ts';
import { quantile } from '../statistics.ts';
import type { Metric, Part, Sample, Site } from './part.ts';

const SIZES = [10, 1000, 10_000] as const;
const LISTENERS_PER_LOAD_BALANCER = 50;
const CHANGES_PER_ROUND = 40;
const SERVICE_NETWORK = '127.80.0.0/16';
const FIRST = { service: '127.80.0.0', active: '127.88.0.0', standby: '127.89.0.0' };
/** Between changes, drawn evenly: people and programs do not change things in step with the worker. */
const PAUSE_MS = { min: 50, max: 150 };
const CHANGE_MS_MAX = 30_000;
const ASK_MS_MAX = 5000;

interface Fleet {
  size: number;
  state: DesiredState;
  listeners: FleetListener[];
}

/**
 * One listener is given another server group by SQL; connections are opened to it one after the other until one
 * reaches the other group's server. The clock runs from the database's answer to the commit to the moment at which
 * that connection was begun.
 */
export const changes: Part = {
  name: 'changes',
  title: 'Change in force',
  method: `SQL gives one listener another group, real connections notice; ${CHANGES_PER_ROUND} changes a round, one at a time, ${PAUSE_MS.min} to ${PAUSE_MS.max} ms apart, no other traffic`,
  metrics: SIZES.flatMap((size): Metric[] => {
    const among = `of ${size.toLocaleString('en')} listeners`;
    return [
      { key: `p50-${size}`, title: `p50 ${among}`, unit: 'ms', better: 'lower' },
      { key: `p99-${size}`, title: `p99 ${among}`, unit: 'ms', better: 'lower' },
      { key: `statement-${size}`, title: `the UPDATE itself ${among}, p50`, unit: 'ms', better: 'lower' },
      { key: `start-${size}`, title: `worker's start ${among}`, unit: 's', better: 'lower' },
      { key: `memory-${size}`, title: `PSS ${among}`, unit: 'MB', better: 'lower' },
    ];
  }),
  async run(site) {
    const servers = [await startTcpServer({ name: 'one', address: '0.0.0.0' }), await startTcpServer({ name: 'two', address: '0.0.0.0' })];
    const ends = servers.map((server) => site.keep(() => server.stop()));
    const [one, two] = servers.map(({ port }) => port);
    const values: Record<string, number> = {};
    for (const size of SIZES) {
      Object.assign(values, await measureSize(site, size, { one: one ?? 0, two: two ?? 0 }));
    }
    for (const end of ends) {
      await end();
    }
    const sample: Sample = { peer: 'openslb', round: 0, values };
    return [sample];
  },
};

async function measureSize(site: Site, size: number, ports: { one: number; two: number }): Promise<Record<string, number>> {
  const state = await DesiredState.create([SERVICE_NETWORK]);
  const closeState = site.keep(() => state.close());
  const loadBalancers = Math.max(1, size / LISTENERS_PER_LOAD_BALANCER);
  const listeners = await createFleet(state.configuration, { loadBalancers, listenersEach: size / loadBalancers, first: FIRST, ports });
  await state.analyze();
  const startedAt = performance.now();
  const worker = await startWorkerProcess(state.url, site.profileFolder);
  const stopWorker = site.keep(worker.stop);
  await state.inForce(size, worker);
  const startSeconds = (performance.now() - startedAt) / 1000;
  const fleet: Fleet = { size, state, listeners };
  await measureChanges(fleet, 3);
  const { delays, statements } = await measureChanges(fleet, CHANGES_PER_ROUND * site.options.rounds);
  const result = {
    [`p50-${size}`]: quantile(delays, 0.5),
    [`p99-${size}`]: quantile(delays, 0.99),
    [`statement-${size}`]: quantile(statements, 0.5),
    [`start-${size}`]: startSeconds,
    [`memory-${size}`]: proportionalBytes(worker.pid) / 1e6,
  };
  site.log(`  ${size} listeners: p50 ${result[`p50-${size}`]?.toFixed(1)} ms, p99 ${result[`p99-${size}`]?.toFixed(1)} ms`);
  await stopWorker();
  await closeState();
  return result;
}

async function measureChanges({ state, listeners }: Fleet, count: number) {
  const delays: number[] = [];
  const statements: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await sleep(randomInt(PAUSE_MS.min, PAUSE_MS.max));
    const listener = listeners[randomInt(listeners.length)] as FleetListener;
    const before = listener.serves;
    const begunAt = performance.now();
    await state.configuration.query('UPDATE listener SET active_standby_group_id = $2 WHERE id = $1', [
      listener.id,
      before === 'one' ? listener.groupTwo : listener.groupOne,
    ]);
    const committedAt = performance.now();
    listener.serves = before === 'one' ? 'two' : 'one';
    statements.push(committedAt - begunAt);
    delays.push((await firstConnectionTo(listener)) - committedAt);
  }
  return { delays, statements };
}

/** When the first connection that reached the right server was begun. */
async function firstConnectionTo(listener: FleetListener): Promise<number> {
  const deadline = performance.now() + CHANGE_MS_MAX;
  for (;;) {
    const begunAt = performance.now();
    if ((await greeting(listener)) === listener.serves) {
      return begunAt;
    }
    if (performance.now() > deadline) {
      throw new Error(`Listener ${listener.id} did not go over to server "${listener.serves}" within ${CHANGE_MS_MAX} ms.`);
    }
  }
}

function greeting({ address, port }: FleetListener): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, timeout: ASK_MS_MAX });
    socket.once('data', (data) => {
      resolve(String(data).trim());
      socket.resetAndDestroy();
    });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error(`Listener at ${address}:${port} is silent.`)));
    socket.once('end', () => reject(new Error(`Listener at ${address}:${port} ended the connection.`)));
  });
}
