import { setTimeout as sleep } from 'node:timers/promises';
import { PEER_NAMES, type Peer, type PeerName } from '../peers/peer.ts';
import { cpuSeconds } from '../process-usage.ts';
import type { Metric, Sample, Site } from './part.ts';

/** Sockets of one measurement finish before the next begins. */
const PAUSE_MS = 500;
const WARM_UP_SECONDS = 1;
const NAME_WIDTH = Math.max(...PEER_NAMES.map((name) => name.length));

export interface Interleaved {
  /** Those that take part; the others cannot do it. */
  peers?: readonly PeerName[];
  measure: (peer: Peer, seconds: number) => Promise<Record<string, number>>;
  show: (values: Record<string, number>) => string;
}

/**
 * All peers stand side by side and are measured in turn, each round beginning with another one, so that whatever
 * else the machine does falls on all of them.
 */
export async function interleave(site: Site, part: Interleaved): Promise<Sample[]> {
  const { rounds, seconds } = site.options;
  const names = site.peers.filter((name) => part.peers?.includes(name) ?? true);
  const peers: Peer[] = [];
  for (const name of names) {
    peers.push(await site.startPeer(name));
  }
  // Node compiles what runs often; nobody meets a balancer in its first second.
  for (const peer of peers) {
    await measured(() => part.measure(peer, WARM_UP_SECONDS), site);
  }
  const samples: Sample[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < peers.length; turn += 1) {
      const peer = peers[(round + turn) % peers.length] as Peer;
      await sleep(PAUSE_MS);
      const values = await measured(() => part.measure(peer, seconds), site);
      if (values !== null) {
        samples.push({ peer: peer.name, round, values });
      }
      site.log(`  round ${round + 1}/${rounds}  ${peer.name.padEnd(NAME_WIDTH)} ${values === null ? 'not measured' : part.show(values)}`);
    }
  }
  return samples;
}

/** Null when the load generator gave up, which is said: the round has no figure of this peer, and the others go on. */
async function measured<T>(work: () => Promise<T>, site: Site): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    site.log(`  a measurement failed: ${reason}`);
    return null;
  }
}

/** Of the balancer's processes; what the kernel forwards in the time of client and servers is in their rates, not in these. */
export const PROCESSOR_METRIC: Metric = { key: 'processor', title: 'balancer CPU each', unit: 'µs', better: 'lower' };
export const CORE_METRIC: Metric = { key: 'core', title: 'balancer CPU, of a core', unit: '%', better: 'lower' };

/** Of client, servers and balancer together. On a full machine rates go with its inverse; it says more when others use the machine too. */
export const WHOLE_METRIC: Metric = { key: 'whole', title: 'CPU of all, each', unit: 'µs', better: 'lower' };

/**
 * Processor time spent while `work` did a number of things: by all processes of the run, in µs for each thing, and by the
 * balancer's alone, in µs for each and as a share of one core; the latter two are absent without a balancer.
 */
export async function withProcessorTime<T extends Record<string, number>>(
  { pid }: Peer,
  work: () => Promise<{ done: number; values: T }>,
): Promise<T & { whole: number; processor?: number; core?: number }> {
  const spentBy = (root: number | null) => (root === null ? 0 : cpuSeconds(root));
  const before = { whole: spentBy(process.pid), own: spentBy(pid), at: performance.now() };
  const { done, values } = await work();
  const seconds = (performance.now() - before.at) / 1000;
  const own = spentBy(pid) - before.own;
  const whole = { ...values, whole: ((spentBy(process.pid) - before.whole) * 1e6) / done };
  return pid === null ? whole : { ...whole, processor: (own * 1e6) / done, core: (own / seconds) * 100 };
}
