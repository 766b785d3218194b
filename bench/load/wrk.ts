import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../processes.ts';
import type { Topology } from '../topology.ts';

const START_AND_END_MS = 15_000;
const MARK = 'OPENSLB ';

export interface WrkOptions {
  address: string;
  port: number;
  connections: number;
  seconds: number;
  /** Each request on a connection of its own. */
  isClosing?: boolean;
  /** Mean pause of a connection between answer and next request; none: as fast as answers come. */
  pauseMs?: number;
}

export interface WrkResult {
  requests: number;
  seconds: number;
  perSecond: number;
  /** Latency in microseconds. */
  p50: number;
  p99: number;
  p999: number;
  /** Failed connects, reads, writes, answers other than 2xx and 3xx, and time-outs. */
  errors: number;
}

/** wrk is HTTP to the servers' nginx; the balancers under test only see a TCP connection. */
export async function runWrk(topology: Topology, options: WrkOptions): Promise<WrkResult> {
  const folder = mkdtempSync(join(tmpdir(), 'openslb-wrk-'));
  const script = join(folder, 'script.lua');
  try {
    writeFileSync(script, luaScript(options.pauseMs));
    const threads = Math.min(2, availableParallelism(), options.connections);
    const output = await run(
      topology.inClient([
        'wrk',
        `-t${threads}`,
        `-c${options.connections}`,
        `-d${options.seconds}s`,
        '--timeout=5s',
        `-s${script}`,
        ...(options.isClosing ? ['-HConnection: close'] : []),
        `http://${options.address}:${options.port}/`,
      ]),
      options.seconds * 1000 + START_AND_END_MS,
    );
    return parse(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function parse(output: string): WrkResult {
  const line = output.split('\n').find((text) => text.startsWith(MARK));
  if (line === undefined) {
    throw new Error(`wrk gave no result: ${output.trim()}`);
  }
  const result = JSON.parse(line.slice(MARK.length)) as Omit<WrkResult, 'perSecond'>;
  return { ...result, perSecond: result.requests / result.seconds };
}

/** Pauses are drawn evenly from half to one and a half of the mean, so that connections do not march in step. */
function luaScript(pauseMs: number | undefined): string {
  const pacing =
    pauseMs === undefined
      ? ''
      : `local seed = 1
function setup(thread) thread:set('seed', seed); seed = seed + 1 end
function init() math.randomseed(seed) end
function delay() return math.random(${Math.round(pauseMs / 2)}, ${Math.round(pauseMs * 1.5)}) end
`;
  return `${pacing}
function done(summary, latency)
  local e = summary.errors
  print(string.format('${MARK}{"requests":%d,"seconds":%.6f,"p50":%.1f,"p99":%.1f,"p999":%.1f,"errors":%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}
