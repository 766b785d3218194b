import { setTimeout as sleep } from 'node:timers/promises';
import type { Peer, PeerName } from '../peers/peer.ts';
import { cpuSeconds } from '../process-usage.ts';
import type { Metric, Sample, Site } from './part.ts';

/** Sockets of one measurement finish before the next begins. */
const PAUSE_MS = 500;
const WARM_UP_SECONDS = 1;

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
      site.log(`  round ${round + 1}/${rounds}  ${peer.name.padEnd(8)} ${values === null ? 'not measured' : part.show(values)}`);
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

export const PROCESSOR_METRIC: Metric = { key: 'processor', title: 'balancer CPU each', unit: 'µs', better: 'lower' };

/** Processor time that the balancer's processes spent while `work` did a number of things, in µs for each; none without a balancer. */
export async function withProcessorTime<T extends Record<string, number>>(
  peer: Peer,
  work: () => Promise<{ done: number; values: T }>,
): Promise<T & { processor?: number }> {
  const before = peer.pid === null ? 0 : cpuSeconds(peer.pid);
  const { done, values } = await work();
  return peer.pid === null ? values : { ...values, processor: ((cpuSeconds(peer.pid) - before) * 1e6) / done };
}
