import { runWrk } from '../load/wrk.ts';
import { portOf } from '../peers/peer.ts';
import { interleave } from './interleave.ts';
import type { Part, Sample } from './part.ts';

/** 5,000 requests a second, which leaves every peer far from saturation. */
const CONNECTIONS = 100;
const PAUSE_MS = 20;
const PERCENTILES = ['p50', 'p99', 'p999'] as const;
const TITLES = { p50: 'p50', p99: 'p99', p999: 'p99.9' };

export const latency: Part = {
  name: 'latency',
  title: 'Latency at a moderate rate',
  method: `wrk, ${CONNECTIONS} connections that pause ${PAUSE_MS} ms on average; added = beyond no balancer in the same round`,
  metrics: [
    { key: 'perSecond', title: 'requests', unit: '/s', better: null },
    ...PERCENTILES.map((key) => ({ key, title: TITLES[key], unit: 'µs', better: 'lower' as const })),
    ...PERCENTILES.map((key) => ({ key: `${key}Added`, title: `${TITLES[key]} added`, unit: 'µs', better: null })),
    { key: 'errors', title: 'errors', unit: '', better: null },
  ],
  async run(site) {
    const samples = await interleave(site, {
      async measure(peer, seconds) {
        const target = { address: peer.address, port: portOf('web', peer.name) };
        const { perSecond, p50, p99, p999, errors } = await runWrk(site.topology, {
          ...target,
          connections: CONNECTIONS,
          seconds,
          pauseMs: PAUSE_MS,
        });
        return { perSecond, p50, p99, p999, errors };
      },
      show: ({ p50, p99, p999, perSecond }) => `p50 ${p50} p99 ${p99} p99.9 ${p999} µs at ${perSecond?.toFixed(0)} requests/s`,
    });
    return withAdded(samples);
  },
};

/** What a balancer adds to the percentiles of the direct path of its round. */
export function withAdded(samples: readonly Sample[]): Sample[] {
  return samples.map((sample) => {
    const direct = samples.find(({ peer, round }) => peer === 'direct' && round === sample.round);
    if (direct === undefined || sample.peer === 'direct') {
      return sample;
    }
    const added = PERCENTILES.map((key) => [`${key}Added`, (sample.values[key] ?? Number.NaN) - (direct.values[key] ?? Number.NaN)]);
    return { ...sample, values: { ...sample.values, ...Object.fromEntries(added) } };
  });
}
