import { measureThroughput } from '../load/iperf.ts';
import { portOf } from '../peers/peer.ts';
import { interleave } from './interleave.ts';
import type { Part } from './part.ts';

const STREAMS = 4;

export const bulk: Part = {
  name: 'bulk',
  title: 'Bulk throughput',
  method: `iperf3, ${STREAMS} connections from client to server`,
  metrics: [{ key: 'gigabits', title: 'throughput', unit: 'Gbit/s', better: 'higher' }],
  run: (site) =>
    interleave(site, {
      async measure(peer, seconds) {
        const target = { address: peer.address, port: portOf('iperf', peer.name), seconds };
        return { gigabits: (await measureThroughput(site.topology, target, STREAMS)) / 1e9 };
      },
      show: ({ gigabits }) => `${gigabits?.toFixed(2)} Gbit/s`,
    }),
};
