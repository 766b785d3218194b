import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCluster } from '#test/cluster.ts';
import { CLUSTER_URL_VARIABLE } from '#test/database.ts';
import { Cleanup } from './cleanup.ts';
import { startWebServer } from './load/web-server.ts';
import { describeMachine } from './machine.ts';
import type { Options } from './options.ts';
import { bulk } from './parts/bulk.ts';
import { changes } from './parts/changes.ts';
import { connections } from './parts/connections.ts';
import { latency } from './parts/latency.ts';
import { lists } from './parts/lists.ts';
import { memory } from './parts/memory.ts';
import type { Part, PartName, Site } from './parts/part.ts';
import { probes, TARGET_PORT } from './parts/probes.ts';
import { requests } from './parts/requests.ts';
import { udp } from './parts/udp.ts';
import { startDirect, startTracked } from './peers/direct.ts';
import { startHaproxy } from './peers/haproxy.ts';
import { startNginxStream } from './peers/nginx-stream.ts';
import { startOpenslb } from './peers/openslb.ts';
import { KERNEL_PEERS, PEER_NAMES, type Peer, type PeerName, portOf } from './peers/peer.ts';
import { summarizeProfiles } from './profile.ts';
import { type PartResult, type Results, table, tables } from './report.ts';
import type { Tools } from './tools.ts';
import { createTopology, type Namespaces } from './topology.ts';

/** The measuring itself. bench/main.ts starts it where the balancers shall run: in their namespace, or as it is. */
export interface RunInput {
  options: Options;
  tools: Tools;
  namespaces: Namespaces | null;
}

const RESULTS = join(import.meta.dirname, 'results');
const PARTS: Record<PartName, Part> = { requests, latency, connections, bulk, udp, memory, changes, probes, lists };

const input = JSON.parse(process.argv[2] ?? '') as RunInput;
const { options, tools } = input;
const cleanup = new Cleanup();
let isInterrupted = false;
// The starting process holds this pipe: when it is gone, however it ended, nothing must stay behind.
process.stdin.on('end', () => void interrupt(1)).resume();
process.on('SIGINT', () => void interrupt(130));
process.on('SIGTERM', () => void interrupt(143));

async function interrupt(code: number): Promise<void> {
  isInterrupted = true;
  await cleanup.run();
  process.exit(code);
}

function peersAvailable(): PeerName[] {
  const hasKernel = input.namespaces !== null && tools.nft !== undefined && tools.conntrack !== undefined;
  const isThere: Record<PeerName, boolean> = {
    direct: true,
    tracked: hasKernel,
    'openslb-kernel': hasKernel,
    openslb: true,
    haproxy: tools.haproxy !== undefined,
    nginx: tools['nginx-stream'] !== undefined,
  };
  return PEER_NAMES.filter((name) => isThere[name]);
}

/** What all parts stand on; `siteFor` gives each part what ends with it. */
async function prepare() {
  const topology = createTopology(input.namespaces);
  const scratch = mkdtempSync(join(tmpdir(), 'openslb-bench-run-'));
  cleanup.add(() => rmSync(scratch, { recursive: true, force: true }));
  const profileFolder = options.isProfiling ? join(scratch, 'profiles') : null;
  const cluster = await startTestCluster();
  cleanup.add(() => cluster.stop());
  process.env[CLUSTER_URL_VARIABLE] = cluster.adminUrl;
  cleanup.add(
    await startWebServer(
      topology,
      PEER_NAMES.map((peer) => ({
        address: (KERNEL_PEERS.includes(peer) ? topology.kernel : topology)?.serverAddress ?? topology.serverAddress,
        port: portOf('web', peer),
      })),
      TARGET_PORT,
    ),
  );
  const start: Record<PeerName, () => Peer | Promise<Peer>> = {
    direct: () => startDirect(topology),
    tracked: () => startTracked(topology),
    'openslb-kernel': () => startOpenslb('openslb-kernel', topology, profileFolder),
    openslb: () => startOpenslb('openslb', topology, profileFolder),
    haproxy: () => startHaproxy(topology),
    nginx: () => startNginxStream(topology),
  };
  const siteFor = (own: Cleanup): Site => ({
    topology,
    options,
    peers: peersAvailable(),
    async startPeer(name) {
      const peer = await start[name]();
      return { ...peer, stop: own.add(peer.stop) };
    },
    keep: (stop) => own.add(stop),
    profileFolder,
    log: (line) => console.log(line),
  });
  return { siteFor };
}

/** Null when it failed, which is said; the other parts go on. */
async function runPart(siteFor: (own: Cleanup) => Site, part: Part): Promise<PartResult | null> {
  const startedAt = performance.now();
  const own = new Cleanup();
  const end = cleanup.add(() => own.run());
  const site = siteFor(own);
  console.log(`\n${part.title} (${part.method})`);
  try {
    const result = { part, samples: await part.run(site) };
    console.log(`\n${table(result)}\n  ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
    return result;
  } catch (error) {
    if (isInterrupted) {
      return null;
    }
    console.error(`The part "${part.name}" failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    process.exitCode = 1;
    return null;
  } finally {
    await end();
    if (site.profileFolder !== null) {
      console.log(`\n${summarizeProfiles(site.profileFolder)}`);
    }
  }
}

/** One file a machine class and day: a later run of the same day takes its place. */
function record(results: Results): string {
  const file = `${results.date.slice(0, 10)}-${results.machine.class}.json`;
  mkdirSync(RESULTS, { recursive: true });
  const text = results.results.map(({ part: { name, title, method, metrics }, samples }) => ({
    part: { name, title, method, metrics },
    samples,
  }));
  writeFileSync(join(RESULTS, file), `${JSON.stringify({ ...results, results: text }, null, 2)}\n`);
  return file;
}

try {
  const { siteFor } = await prepare();
  const results: PartResult[] = [];
  for (const name of options.parts) {
    if (isInterrupted) {
      break;
    }
    const result = await runPart(siteFor, PARTS[name]);
    if (result !== null) {
      results.push(result);
    }
  }
  const machine = describeMachine(tools, input.namespaces === null ? 'loopback' : 'namespaces');
  if (results.length > 1) {
    console.log(`\nAll tables\n\n${tables(results)}`);
  }
  if (options.isRecording && results.length > 0 && !isInterrupted) {
    const { rounds, seconds } = options;
    console.log(`\nRecorded in bench/results/${record({ date: new Date().toISOString(), machine, rounds, seconds, results })}`);
  }
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
} finally {
  await cleanup.run();
  // An interruption ends the process itself, with its own code.
  if (!isInterrupted) {
    process.exit();
  }
}
