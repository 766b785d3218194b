import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#test/free-port.ts';
import { Running } from '../processes.ts';

const LINES_SHOWN = 10;
const ROOT = join(import.meta.dirname, '../..');
const PRELOAD = new URL('../profile-preload.mjs', import.meta.url).href;

export interface WorkerProcess {
  pid: number;
  /** Throws with what it said last when it has ended by itself. */
  check(): void;
  /** The end of its log, for an error message. */
  lastLines(): string;
  stop(): Promise<void>;
}

/** The worker as `npm run proxy` starts it; with a folder for profiles, it leaves one of each of its processes there. */
export async function startWorkerProcess(databaseUrl: string, profileFolder: string | null): Promise<WorkerProcess> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'openslb-bench-'));
  const profiling = profileFolder === null ? {} : { NODE_OPTIONS: `--import=${PRELOAD}`, OPENSLB_BENCH_PROFILES: profileFolder };
  const worker = new Running([process.execPath, '--import', 'tsx', 'proxy/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...profiling,
      DATABASE_URL: databaseUrl,
      OPENSLB_DATA_DIR: dataFolder,
      OPENSLB_NODE_ID: 'bench',
      OPENSLB_METRICS_PORT: String(await freePort()),
      OPENSLB_REGIONS: '',
      OPENSLB_ENGINE: 'userspace',
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
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
