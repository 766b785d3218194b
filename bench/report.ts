import type { Machine } from './machine.ts';
import type { Metric, Part, Sample } from './parts/part.ts';
import { PEER_NAMES, PEER_TITLES, type PeerName } from './peers/peer.ts';
import { median, spread } from './statistics.ts';

export interface PartResult {
  part: Pick<Part, 'name' | 'title' | 'method' | 'metrics'>;
  samples: readonly Sample[];
}

export interface Results {
  date: string;
  machine: Machine;
  rounds: number;
  seconds: number;
  results: readonly PartResult[];
}

interface Comparison {
  title: string;
  own: PeerName;
  rival: PeerName;
}

/** What OpenSLB is measured against, each engine by itself. */
const COMPARISONS: readonly Comparison[] = [
  { title: 'kernel ÷ no balancer', own: 'openslb-kernel', rival: 'direct' },
  { title: 'kernel ÷ HAProxy', own: 'openslb-kernel', rival: 'haproxy' },
  { title: 'userspace ÷ HAProxy', own: 'openslb', rival: 'haproxy' },
  { title: 'userspace ÷ nginx', own: 'openslb', rival: 'nginx' },
];

/** All tables of a run, as docs/performance.md shows them. */
export function tables(results: readonly PartResult[]): string {
  return results.map((result) => `### ${result.part.title}\n\n${table(result)}`).join('\n\n');
}

/** Markdown: a row for each metric with medians over the rounds, and OpenSLB's ratio to its rivals. */
export function table({ part, samples }: PartResult): string {
  const peers = PEER_NAMES.filter((name) => samples.some(({ peer }) => peer === name));
  const comparisons = COMPARISONS.filter(({ own, rival }) => peers.includes(own) && peers.includes(rival));
  const header = ['', ...peers.map((name) => PEER_TITLES[name]), ...comparisons.map(({ title }) => title)];
  const rows = part.metrics.map((metric) => [
    metric.unit === '' ? metric.title : `${metric.title}, ${metric.unit}`,
    ...peers.map((peer) => cell(valuesOf(samples, peer, metric))),
    ...comparisons.map((comparison) => (metric.better === null ? '' : ratioCell(samples, comparison, metric))),
  ]);
  return markdown([header, ...rows]);
}

/**
 * The median of the ratios own : rival of each round, so that a disturbance that lasts a round falls on both;
 * NaN when no round has both. What is below nothing by chance has no ratio.
 */
export function ratio(samples: readonly Sample[], { own, rival }: Omit<Comparison, 'title'>, key: string): number {
  const ratios = samples
    .filter(({ peer }) => peer === own)
    .flatMap(({ round, values }) => {
      const other = samples.find((sample) => sample.peer === rival && sample.round === round)?.values[key];
      const value = values[key];
      return value === undefined || other === undefined || value < 0 || other <= 0 ? [] : [value / other];
    });
  return median(ratios);
}

/** Four significant digits for small numbers, whole ones for large. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  if (size >= 100) {
    return Math.round(value).toLocaleString('en');
  }
  return value.toFixed(size >= 10 ? 1 : size === 0 ? 0 : 2);
}

function valuesOf(samples: readonly Sample[], peer: PeerName, { key }: Metric): number[] {
  return samples.flatMap((sample) => (sample.peer === peer && sample.values[key] !== undefined ? [sample.values[key]] : []));
}

/** The median, and in brackets how far the rounds lie apart when that is over a twentieth. */
function cell(values: readonly number[]): string {
  if (values.length === 0) {
    return '–';
  }
  const apart = spread(values);
  return formatNumber(median(values)) + (apart > 0.05 ? ` (±${Math.round(apart * 100)} %)` : '');
}

function ratioCell(samples: readonly Sample[], comparison: Comparison, { key, better }: Metric): string {
  const value = ratio(samples, comparison, key);
  if (!Number.isFinite(value)) {
    return '–';
  }
  const isBehind = better === 'higher' ? value < 1 : value > 1;
  return `${value.toFixed(2)}${isBehind ? ' behind' : ''}`;
}

/** Columns padded, so that it reads well in a terminal too. */
function markdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [header = [], ...body] = rows;
  return [line(header), rule, ...body.map(line)].join('\n');
}
