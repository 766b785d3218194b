import { setTimeout as sleep } from 'node:timers/promises';
import { holdConnections } from '../load/idle-connections.ts';
import { openFilesMax } from '../machine.ts';
import { type PeerName, portOf } from '../peers/peer.ts';
import { proportionalBytes } from '../process-usage.ts';
import type { Part, Sample, Site } from './part.ts';

const CONNECTIONS = 10_000;
/** In a balancer of one process, two for each connection. */
const DESCRIPTORS_SPARE = 600;
/** Memory varies little, and each round starts every peer afresh. */
const ROUNDS_MAX = 3;
/** What was needed only to open the connections is given back meanwhile. */
const SETTLE_MS = 2000;

export const memory: Part = {
  name: 'memory',
  title: 'Memory of idle connections',
  method: `PSS of all processes of the balancer before and with ${CONNECTIONS.toLocaleString('en')} connections, each idle after one request; started afresh each round`,
  metrics: [
    { key: 'perConnection', title: 'each connection', unit: 'kB', better: 'lower' },
    { key: 'atRest', title: 'without connections', unit: 'MB', better: 'lower' },
    { key: 'total', title: 'with connections', unit: 'MB', better: 'lower' },
    { key: 'held', title: 'connections held', unit: '', better: null },
  ],
  async run(site) {
    const count = Math.min(CONNECTIONS, Math.floor((openFilesMax() - DESCRIPTORS_SPARE) / 2));
    if (count < CONNECTIONS) {
      site.log(`  ${count} connections only: the limit of open files is ${openFilesMax()}`);
    }
    const samples: Sample[] = [];
    const rounds = Math.min(site.options.rounds, ROUNDS_MAX);
    for (let round = 0; round < rounds; round += 1) {
      for (const name of site.peers.filter((peer) => peer !== 'direct' && peer !== 'tracked')) {
        const values = await measure(site, name, count);
        samples.push({ peer: name, round, values });
        site.log(`  round ${round + 1}/${rounds}  ${name.padEnd(8)} ${values.perConnection.toFixed(2)} kB each of ${values.held}`);
      }
    }
    return samples;
  },
};

async function measure(site: Site, name: PeerName, count: number) {
  const peer = await site.startPeer(name);
  try {
    const pid = peer.pid ?? 0;
    await sleep(SETTLE_MS);
    const before = proportionalBytes(pid);
    const holder = await holdConnections(site.topology, { address: peer.address, port: portOf('web', name) }, count);
    try {
      await sleep(SETTLE_MS);
      const after = proportionalBytes(pid);
      return { perConnection: (after - before) / holder.held / 1000, atRest: before / 1e6, total: after / 1e6, held: holder.held };
    } finally {
      await holder.close();
    }
  } finally {
    await peer.stop();
  }
}
