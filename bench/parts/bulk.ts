import { measureThroughput } from '../load/iperf.ts';
import { portOf } from '../peers/peer.ts';
import { CORE_METRIC, interleave, WHOLE_METRIC, withProcessorTime } from './interleave.ts';
import type { Part } from './part.ts';

const STREAMS = 4;

export const bulk: Part = {
  name: 'bulk',
  title: 'Bulk throughput',
  method: `iperf3, ${STREAMS} connections from client to server`,
  metrics: [
    { key: 'gigabits', title: 'throughput', unit: 'Gbit/s', better: 'higher' },
    { ...WHOLE_METRIC, title: 'CPU of all, each Gbit' },
    CORE_METRIC,
  ],
  run: (site) =>
    interleave(site, {
      measure: (peer, seconds) =>
        withProcessorTime(peer, async () => {
          const target = { ...peer, port: portOf('iperf', peer.name), seconds };
          const gigabits = (await measureThroughput(site.topology, target, STREAMS)) / 1e9;
          return { done: gigabits * seconds, values: { gigabits } };
        }),
      show: ({ gigabits }) => `${gigabits?.toFixed(2)} Gbit/s`,
    }),
};
