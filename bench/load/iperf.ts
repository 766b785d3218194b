import { waitFor } from '#test/wait.ts';
import { Running, run } from '../processes.ts';
import type { Topology } from '../topology.ts';

const START_AND_END_MS = 15_000;
const BITS_PER_BYTE = 8;

interface Target {
  address: string;
  serverAddress: string;
  port: number;
  seconds: number;
}

interface Sum {
  bits_per_second: number;
  packets: number;
  lost_packets: number;
  seconds: number;
}

interface Report {
  error?: string;
  end: { sum: Sum; sum_sent: Sum; sum_received: Sum };
}

/** TCP bits per second that arrived, over `streams` connections from client to server. */
export async function measureThroughput(topology: Topology, target: Target, streams: number): Promise<number> {
  const report = await runIperf(topology, target, ['-P', String(streams)]);
  return report.end.sum_received.bits_per_second;
}

export interface DatagramResult {
  sentPerSecond: number;
  arrivedPerSecond: number;
  lostShare: number;
}

/** Datagrams of `bytes` from client to server over `flows` flows, at `perSecond` of them in all; 0: as many as it can. */
export async function measureDatagrams(
  topology: Topology,
  target: Target,
  { flows, bytes, perSecond }: { flows: number; bytes: number; perSecond: number },
): Promise<DatagramResult> {
  const bitsPerFlow = Math.round((perSecond / flows) * bytes * BITS_PER_BYTE);
  const report = await runIperf(topology, target, ['-u', '-l', String(bytes), '-P', String(flows), '-b', String(bitsPerFlow)]);
  const { packets, lost_packets: lost, seconds } = report.end.sum;
  return { sentPerSecond: packets / seconds, arrivedPerSecond: (packets - lost) / seconds, lostShare: packets === 0 ? 0 : lost / packets };
}

/** A server for one test only, so that a test that was cut short leaves none busy. */
async function runIperf(topology: Topology, target: Target, args: string[]): Promise<Report> {
  const port = String(target.port);
  const server = new Running(topology.inServer(['iperf3', '-s', '-1', '-p', port, '-B', target.serverAddress, '--forceflush']));
  try {
    await waitFor(() => server.output.includes('Server listening') || server.hasEnded, { what: 'iperf3 to listen' });
    if (server.hasEnded) {
      throw new Error(`The iperf3 server ended: ${server.output.trim()} ${server.errors.trim()}`);
    }
    const client = topology.inClient(['iperf3', '-c', target.address, '-p', port, '-t', String(target.seconds), '-J', ...args]);
    const report = JSON.parse(await run(client, target.seconds * 1000 + START_AND_END_MS)) as Report;
    if (report.error !== undefined) {
      throw new Error(`iperf3: ${report.error}`);
    }
    return report;
  } finally {
    await server.stop();
  }
}
