import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from '#domain/engine.ts';
import { freePort } from '#test/free-port.ts';
import { Running, run } from '../processes.ts';
import type { Topology } from '../topology.ts';
import { openDatabaseSocket } from './database-socket.ts';

const LINES_SHOWN = 10;
const ROOT = join(import.meta.dirname, '../..');
const FLUSH_MS = 10_000;
const PRELOAD = new URL('../profile-preload.mjs', import.meta.url).href;

export interface WorkerProcess {
  pid: number;
  /** Throws with what it said last when it has ended by itself. */
  check(): void;
  /** The end of its log, for an error message. */
  lastLines(): string;
  stop(): Promise<void>;
}

export interface WorkerSettings {
  databaseUrl: string;
  /** It leaves a processor profile of each of its processes there. */
  profileFolder: string | null;
  topology: Topology;
  /** The engine `nftables` runs on the host that forwards in its kernel. */
  engine: EngineName;
}

/** The worker as `npm run proxy` starts it. */
export async function startWorkerProcess({ databaseUrl, profileFolder, topology, engine }: WorkerSettings): Promise<WorkerProcess> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'openslb-bench-'));
  const kernel = engine === 'nftables' ? topology.kernel : null;
  const socket = kernel && (await openDatabaseSocket(databaseUrl, dataFolder));
  const command = [process.execPath, '--import', 'tsx', 'proxy/main.ts'] as const;
  const profiling = profileFolder === null ? {} : { NODE_OPTIONS: `--import=${PRELOAD}`, OPENSLB_BENCH_PROFILES: profileFolder };
  const worker = new Running(kernel?.inBalancer(command) ?? command, {
    cwd: ROOT,
    env: {
      ...process.env,
      ...profiling,
      DATABASE_URL: socket?.url ?? databaseUrl,
      OPENSLB_DATA_DIR: dataFolder,
      OPENSLB_NODE_ID: 'bench',
      OPENSLB_METRICS_PORT: String(await freePort()),
      OPENSLB_REGIONS: '',
      OPENSLB_ENGINE: engine,
      HOST: '127.0.0.1',
    },
  });
  const lastLines = () => `${worker.output}${worker.errors}`.trim().split('\n').slice(-LINES_SHOWN).join('\n');
  return {
    pid: worker.pid,
    lastLines,
    check() {
      if (worker.hasEnded) {
        throw new Error(`The OpenSLB worker ended. It said last:\n${lastLines()}`);
      }
    },
    async stop() {
      await worker.stop();
      await socket?.close();
      if (kernel !== null) {
        // What it leaves in force for the next worker, which here knows other listeners.
        await run(kernel.inBalancer(['nft', 'flush', 'ruleset']), FLUSH_MS);
      }
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
