import { expect, test } from 'vitest';
import { withAdded } from './parts/latency.ts';
import type { Sample } from './parts/part.ts';
import type { PeerName } from './peers/peer.ts';
import { formatNumber, ratio, table } from './report.ts';

const sample = (peer: PeerName, round: number, values: Record<string, number>): Sample => ({ peer, round, values });

const PART = {
  name: 'requests',
  title: 'Requests',
  method: 'by hand',
  metrics: [
    { key: 'perSecond', title: 'requests', unit: '/s', better: 'higher' },
    { key: 'p99', title: 'p99', unit: 'ms', better: 'lower' },
    { key: 'errors', title: 'errors', unit: '', better: null },
  ],
} as const;

test('a table has a row a metric, medians, spreads worth knowing, and ratios', () => {
  const samples = [
    sample('openslb', 0, { perSecond: 900, p99: 1.5, errors: 0 }),
    sample('haproxy', 0, { perSecond: 1000, p99: 2, errors: 0 }),
    sample('openslb', 1, { perSecond: 1200, p99: 2.25, errors: 3 }),
    sample('haproxy', 1, { perSecond: 1000, p99: 2, errors: 0 }),
    sample('openslb', 2, { perSecond: 910, p99: 3, errors: 0 }),
    sample('haproxy', 2, { perSecond: 1000, p99: 2, errors: 0 }),
  ];
  expect(table({ part: PART, samples }).split('\n')).toEqual([
    '|              | OpenSLB userspace | HAProxy | userspace ÷ HAProxy |',
    '|--------------|------------------:|--------:|--------------------:|',
    '| requests, /s |       910 (±16 %) |   1,000 |         0.91 behind |',
    '| p99, ms      |      2.25 (±33 %) |    2.00 |         1.13 behind |',
    '| errors       |                 0 |       0 |                     |',
  ]);
});

test('a peer that was not there has no column, and a ratio without a rival is none', () => {
  const samples = [sample('direct', 0, { perSecond: 5000 }), sample('openslb', 0, { perSecond: 900 })];
  expect(table({ part: PART, samples }).split('\n')[0]).toBe('|              | No balancer | OpenSLB userspace |');
  expect(ratio(samples, { own: 'openslb', rival: 'haproxy' }, 'perSecond')).toBeNaN();
});

test('ratios are taken round by round, so that a slow round of both harms neither', () => {
  const samples = [100, 200, 10].flatMap((speed, round) => [
    sample('openslb', round, { perSecond: speed * 1.5 }),
    sample('haproxy', round, { perSecond: speed }),
  ]);
  expect(ratio(samples, { own: 'openslb', rival: 'haproxy' }, 'perSecond')).toBe(1.5);
});

test('added latency is beyond the direct path of the same round', () => {
  const [direct, proxied] = withAdded([
    sample('direct', 1, { p50: 100, p99: 300, p999: 900 }),
    sample('openslb', 1, { p50: 140, p99: 500, p999: 850 }),
  ]);
  expect(direct?.values).toEqual({ p50: 100, p99: 300, p999: 900 });
  expect(proxied?.values).toMatchObject({ p50Added: 40, p99Added: 200, p999Added: -50 });
});

test.each([
  [123_456.7, '123,457'],
  [12.34, '12.3'],
  [1.234, '1.23'],
  [0, '0'],
  [Number.NaN, '–'],
])('%d is shown as %s', (value, expected) => {
  expect(formatNumber(value)).toBe(expected);
});
