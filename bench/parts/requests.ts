import { runWrk } from '../load/wrk.ts';
import { portOf } from '../peers/peer.ts';
import { CORE_METRIC, interleave, PROCESSOR_METRIC, WHOLE_METRIC, withProcessorTime } from './interleave.ts';
import type { Part } from './part.ts';

const CONNECTIONS = 64;

export const requests: Part = {
  name: 'requests',
  title: 'Requests on kept connections',
  method: `wrk, ${CONNECTIONS} connections, each asks as soon as it has its answer`,
  metrics: [
    { key: 'perSecond', title: 'requests', unit: '/s', better: 'higher' },
    { key: 'p99', title: 'p99 when saturated', unit: 'ms', better: 'lower' },
    WHOLE_METRIC,
    PROCESSOR_METRIC,
    CORE_METRIC,
    { key: 'errors', title: 'errors', unit: '', better: null },
  ],
  run: (site) =>
    interleave(site, {
      measure: (peer, seconds) =>
        withProcessorTime(peer, async () => {
          const target = { address: peer.address, port: portOf('web', peer.name) };
          const result = await runWrk(site.topology, { ...target, connections: CONNECTIONS, seconds });
          return { done: result.requests, values: { perSecond: result.perSecond, p99: result.p99 / 1000, errors: result.errors } };
        }),
      show: ({ perSecond, errors }) => `${perSecond?.toFixed(0)} requests/s, ${errors} errors`,
    }),
};
