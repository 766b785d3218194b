import { setTimeout as sleep } from 'node:timers/promises';
import { DesiredState, REGION } from '../desired-state.ts';
import { startProbingHaproxy } from '../peers/haproxy.ts';
import { startWorkerProcess, type WorkerProcess } from '../peers/worker-process.ts';
import { activeOpens, cpuSeconds, proportionalBytes } from '../process-usage.ts';
import type { Part, Sample, Site } from './part.ts';

/** A port of its own, so that nothing but probes arrives there. */
export const TARGET_PORT = 8080;
const TARGETS = 10_000;
/** As many as a load balancer may have. */
const MEMBERS_PER_GROUP = 200;
const GROUPS = TARGETS / MEMBERS_PER_GROUP;
const WINDOW_SECONDS = 10;
const WINDOWS_MAX = 2;
const VERDICTS_MS_MAX = 40_000;

export const probes: Part = {
  name: 'probes',
  title: `Probes of ${TARGETS.toLocaleString('en')} servers`,
  method: `TCP, every 2 s each, all healthy, no traffic; ${WINDOW_SECONDS} s windows; counted by the kernel as connections begun. nginx stream has no probes`,
  metrics: [
    { key: 'cpu', title: 'CPU', unit: 's/min', better: 'lower' },
    { key: 'perSecond', title: 'probes', unit: '/s', better: null },
    { key: 'each', title: 'CPU each probe', unit: 'µs', better: 'lower' },
    { key: 'memory', title: 'PSS', unit: 'MB', better: 'lower' },
  ],
  async run(site) {
    const addresses = targetAddresses(site.topology.targetNetwork);
    const samples = await measureOpenslb(site);
    if (site.peers.includes('haproxy')) {
      const haproxy = await startProbingHaproxy(site.topology, addresses, TARGET_PORT);
      const stop = site.keep(haproxy.stop);
      // Its first checks come all within the first interval.
      await sleep(5000);
      samples.push(...(await windows(site, 'haproxy', haproxy.pid ?? 0)));
      await stop();
    }
    return samples;
  },
};

async function measureOpenslb(site: Site): Promise<Sample[]> {
  const state = await DesiredState.create([site.topology.serviceNetwork]);
  const closeState = site.keep(() => state.close());
  await configure(state, site);
  await state.analyze();
  const worker = await startWorkerProcess({
    databaseUrl: state.url,
    profileFolder: site.profileFolder,
    topology: site.topology,
    engine: 'userspace',
  });
  const stopWorker = site.keep(worker.stop);
  await state.inForce(GROUPS, worker);
  const healthy = await waitForVerdicts(state, worker);
  if (healthy < TARGETS) {
    site.log(`  openslb found only ${healthy} servers healthy within ${VERDICTS_MS_MAX / 1000} s`);
  }
  const samples = await windows(site, 'openslb', worker.pid);
  await stopWorker();
  await closeState();
  return samples;
}

/** How many servers are found healthy: all, or as many as are in time. */
async function waitForVerdicts({ configuration }: DesiredState, worker: WorkerProcess): Promise<number> {
  const end = performance.now() + VERDICTS_MS_MAX;
  for (;;) {
    worker.check();
    const [row] = await configuration.query<{ count: number }>(`SELECT count(*)::int FROM verdict WHERE state = 'healthy'`);
    const count = row?.count ?? 0;
    if (count === TARGETS || performance.now() > end) {
      return count;
    }
    await sleep(500);
  }
}

async function windows(site: Site, peer: 'openslb' | 'haproxy', pid: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let round = 0; round < Math.min(site.options.rounds, WINDOWS_MAX); round += 1) {
    const before = { cpu: cpuSeconds(pid), opens: activeOpens(), at: performance.now() };
    await sleep(WINDOW_SECONDS * 1000);
    const seconds = (performance.now() - before.at) / 1000;
    const cpu = cpuSeconds(pid) - before.cpu;
    const opens = activeOpens() - before.opens;
    const values = {
      cpu: (cpu / seconds) * 60,
      perSecond: opens / seconds,
      each: (cpu / opens) * 1e6,
      memory: proportionalBytes(pid) / 1e6,
    };
    samples.push({ peer, round, values });
    site.log(
      `  window ${round + 1}  ${peer.padEnd(8)} ${values.cpu.toFixed(1)} CPU seconds a minute, ${values.perSecond.toFixed(0)} probes/s`,
    );
  }
  return samples;
}

/** A load balancer with one listener and one VServer group for every 200 servers; each server is in one group only. */
async function configure({ configuration }: DesiredState, site: Site): Promise<void> {
  const first = firstAddress(site.topology.targetNetwork);
  await configuration.query(
    `INSERT INTO server (region_id, name, address) SELECT $1, host($2::inet + i), $2::inet + i FROM generate_series(1, $3::int) i`,
    [REGION, first, TARGETS],
  );
  await configuration.query(
    `INSERT INTO load_balancer (region_id, name, address) SELECT $1, i::text, $2::inet + i FROM generate_series(1, $3::int) i`,
    [REGION, firstAddress(site.topology.serviceNetwork), GROUPS],
  );
  await configuration.query(
    `WITH made AS (
      INSERT INTO vserver_group (load_balancer_id, region_id, name) SELECT id, region_id, name FROM load_balancer RETURNING id, region_id, name)
    INSERT INTO vserver_member (group_id, region_id, server_id, port)
    SELECT g.id, g.region_id, s.id, $2::int FROM made g
    JOIN server s ON s.address - $3::inet > (g.name::int - 1) * $1::int AND s.address - $3::inet <= g.name::int * $1::int`,
    [MEMBERS_PER_GROUP, TARGET_PORT, first],
  );
  await configuration.query(
    `WITH made AS (
      INSERT INTO listener (load_balancer_id, protocol, port, name, enabled, vserver_group_id)
      SELECT load_balancer_id, 'tcp', 2000, 'bench', true, id FROM vserver_group RETURNING id)
    INSERT INTO health_check (listener_id, enabled, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
    SELECT id, true, 'tcp', 5, 2, 3, 3 FROM made`,
  );
}

function firstAddress(network: string): string {
  return network.split('/')[0] ?? '';
}

/** As Postgres counts them: from the network's address on. */
function targetAddresses(network: string): string[] {
  const [a, b] = network.split('.');
  return Array.from({ length: TARGETS }, (_, index) => `${a}.${b}.${(index + 1) >> 8}.${(index + 1) & 255}`);
}
