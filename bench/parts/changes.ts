import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cleanup } from '../cleanup.ts';
import { DesiredState } from '../desired-state.ts';
import { createFleet, type FleetListener } from '../fleet.ts';
import { Asker, now, startGreeter } from '../load/asker.ts';
import { ENGINE, type OpenslbName, pathOf } from '../peers/openslb.ts';
import { startWorkerProcess } from '../peers/worker-process.ts';
import { cpuSeconds, proportionalBytes } from '../process-usage.ts';
import { quantile } from '../statistics.ts';
import type { Metric, Part, Sample, Site } from './part.ts';

const SIZES = [10, 1000, 10_000] as const;
const LISTENERS_PER_LOAD_BALANCER = 50;
const CHANGES_PER_ROUND = 40;
const PORTS = { one: 7001, two: 7002 };
/** In the networks of servers: those with the first port, and the others. */
const THIRD_OCTET = { active: 8, standby: 9 };
/** Between changes, drawn evenly: people and programs do not change things in step with the worker. */
const PAUSE_MS = { min: 50, max: 150 };
const CHANGE_MS_MAX = 30_000;

interface Fleet {
  state: DesiredState;
  listeners: FleetListener[];
  asker: Asker;
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
      { key: `cpu-${size}`, title: `worker's CPU for each change ${among}`, unit: 'ms', better: 'lower' },
      { key: `start-${size}`, title: `worker's start ${among}`, unit: 's', better: 'lower' },
      { key: `memory-${size}`, title: `PSS ${among}`, unit: 'MB', better: 'lower' },
    ];
  }),
  async run(site) {
    const names: OpenslbName[] = ['openslb-kernel', 'openslb'];
    const samples = new Map<OpenslbName, Sample>();
    for (const size of SIZES) {
      for (const name of names.filter((peer) => site.peers.includes(peer))) {
        const values = await measureSize(site, name, size);
        samples.set(name, { peer: name, round: 0, values: { ...samples.get(name)?.values, ...values } });
      }
    }
    return [...samples.values()];
  },
};

async function measureSize(site: Site, name: OpenslbName, size: number): Promise<Record<string, number>> {
  const { topology } = site;
  const own = new Cleanup();
  const end = site.keep(() => own.run());
  const { serviceNetwork, targetNetwork } = pathOf(name, topology);
  const state = await DesiredState.create([serviceNetwork]);
  own.add(() => state.close());
  for (const [greeting, port] of Object.entries(PORTS)) {
    const greeter = await startGreeter(topology, greeting, [{ address: '0.0.0.0', port }]);
    own.add(() => greeter.stop());
  }
  const asker = new Asker(topology);
  own.add(() => asker.stop());
  const loadBalancers = Math.max(1, size / LISTENERS_PER_LOAD_BALANCER);
  const first = {
    service: addressIn(serviceNetwork, 0),
    active: addressIn(targetNetwork, THIRD_OCTET.active),
    standby: addressIn(targetNetwork, THIRD_OCTET.standby),
  };
  const listeners = await createFleet(state.configuration, { loadBalancers, listenersEach: size / loadBalancers, first, ports: PORTS });
  await state.analyze();
  const startedAt = performance.now();
  const worker = await startWorkerProcess({ databaseUrl: state.url, profileFolder: site.profileFolder, topology, engine: ENGINE[name] });
  own.add(worker.stop);
  await state.inForce(size, worker);
  const startSeconds = (performance.now() - startedAt) / 1000;
  const fleet: Fleet = { state, listeners, asker };
  await measureChanges(fleet, 3);
  const cpuBefore = cpuSeconds(worker.pid);
  const count = CHANGES_PER_ROUND * site.options.rounds;
  const { delays, statements } = await measureChanges(fleet, count);
  const result = {
    [`p50-${size}`]: quantile(delays, 0.5),
    [`p99-${size}`]: quantile(delays, 0.99),
    [`statement-${size}`]: quantile(statements, 0.5),
    [`cpu-${size}`]: ((cpuSeconds(worker.pid) - cpuBefore) * 1000) / count,
    [`start-${size}`]: startSeconds,
    [`memory-${size}`]: proportionalBytes(worker.pid) / 1e6,
  };
  site.log(
    `  ${size} listeners, ${name}: p50 ${result[`p50-${size}`]?.toFixed(1)} ms, p99 ${result[`p99-${size}`]?.toFixed(1)} ms, start ${startSeconds.toFixed(1)} s`,
  );
  await end();
  return result;
}

/** `network`: of two fixed octets. */
function addressIn(network: string, thirdOctet: number): string {
  return `${network.split('.').slice(0, 2).join('.')}.${thirdOctet}.0`;
}

async function measureChanges({ state, listeners, asker }: Fleet, count: number) {
  const delays: number[] = [];
  const statements: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await sleep(randomInt(PAUSE_MS.min, PAUSE_MS.max));
    const listener = listeners[randomInt(listeners.length)] as FleetListener;
    const before = listener.serves;
    const begunAt = now();
    await state.configuration.query('UPDATE listener SET active_standby_group_id = $2 WHERE id = $1', [
      listener.id,
      before === 'one' ? listener.groupTwo : listener.groupOne,
    ]);
    const committedAt = now();
    listener.serves = before === 'one' ? 'two' : 'one';
    statements.push(committedAt - begunAt);
    const answer = await asker.firstAnswer(listener, listener.serves, CHANGE_MS_MAX);
    delays.push(answer.begunAt - committedAt);
  }
  return { delays, statements };
}
