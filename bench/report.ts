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

/** Those that OpenSLB is measured against. */
const RIVALS = ['haproxy', 'nginx'] as const satisfies readonly PeerName[];

/** All tables of a run, as docs/performance.md shows them. */
export function tables(results: readonly PartResult[]): string {
  return results.map((result) => `### ${result.part.title}\n\n${table(result)}`).join('\n\n');
}

/** Markdown: a row for each metric with medians over the rounds, and OpenSLB's ratio to its rivals. */
export function table({ part, samples }: PartResult): string {
  const peers = PEER_NAMES.filter((name) => samples.some(({ peer }) => peer === name));
  const rivals = RIVALS.filter((name) => peers.includes(name));
  const header = ['', ...peers.map((name) => PEER_TITLES[name]), ...rivals.map((name) => `÷ ${PEER_TITLES[name]}`)];
  const rows = part.metrics.map((metric) => [
    metric.unit === '' ? metric.title : `${metric.title}, ${metric.unit}`,
    ...peers.map((peer) => cell(valuesOf(samples, peer, metric))),
    ...rivals.map((rival) => (metric.better === null ? '' : ratioCell(samples, rival, metric))),
  ]);
  return markdown([header, ...rows]);
}

/**
 * The median of the ratios OpenSLB : rival of each round, so that a disturbance that lasts a round falls on both;
 * NaN when no round has both. What is below nothing by chance has no ratio.
 */
export function ratio(samples: readonly Sample[], rival: PeerName, key: string): number {
  const ratios = samples
    .filter(({ peer }) => peer === 'openslb')
    .flatMap(({ round, values }) => {
      const other = samples.find((sample) => sample.peer === rival && sample.round === round)?.values[key];
      const own = values[key];
      return own === undefined || other === undefined || own < 0 || other <= 0 ? [] : [own / other];
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

function ratioCell(samples: readonly Sample[], rival: PeerName, { key, better }: Metric): string {
  const value = ratio(samples, rival, key);
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
