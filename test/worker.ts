import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { userspaceEngine } from '#proxy/engine/create-engine.ts';
import type { EngineSetting } from '#proxy/engine/nftables/why-not.ts';
import { createLog } from '#proxy/log.ts';
import { Worker } from '#proxy/worker.ts';
import { urlAs } from './database.ts';
import { freePort } from './servers.ts';

/** Those that look at the parts together need no more; those that look at processes need one that stays. */
const FORWARDERS = { inThisProcess: 1, spawned: 2 };
const RELOAD_DRAIN_MS = 10_000;

export interface WorkerOptions {
  /** Of a test database; the worker uses it with the rights of a worker, whoever's this is. */
  databaseUrl: string;
  nodeId?: string;
  dataDir?: string;
  metricsPort?: number;
}

/** A worker in this process, with all its parts; `lines` is its log. */
export async function startTestWorker(options: WorkerOptions) {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'openslb-worker-')));
  const metricsPort = options.metricsPort ?? (await freePort());
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line.trimEnd()));
  const ofForwarders = { forwarders: FORWARDERS.inThisProcess, reloadDrainMs: RELOAD_DRAIN_MS };
  const worker = new Worker(
    {
      databaseUrl: withRightsOfWorker(options.databaseUrl),
      dataDir,
      regions: null,
      nodeId: options.nodeId ?? 'node-1',
      host: '127.0.0.1',
      metricsPort,
      engine: 'userspace',
      ...ofForwarders,
    },
    log,
    userspaceEngine({ ...ofForwarders, log }),
  );
  await worker.start();
  return {
    lines,
    metricsPort,
    dataDir,
    async stop() {
      await worker.stop(0);
      if (options.dataDir === undefined) {
        await rm(dataDir, { recursive: true, force: true });
      }
    },
  };
}

function withRightsOfWorker(databaseUrl: string): string {
  return URL.canParse(databaseUrl) ? urlAs('worker', databaseUrl) : databaseUrl;
}

export interface SpawnOptions extends Required<Omit<WorkerOptions, 'metricsPort'>> {
  /** Absent: `userspace`, which leaves the kernel of this machine alone. */
  engine?: EngineSetting;
  /** The folder whose code it runs, when that is another one. */
  root?: string;
  /** A command that becomes the worker's process, such as `prlimit --nofile=100`. */
  wrapper?: string[];
  variables?: Record<string, string>;
  /** Where its log goes; absent: an array of its own. */
  lines?: string[];
}

/** A worker as a process of its own, started as `npm start` starts it. */
export async function spawnWorker(options: SpawnOptions) {
  const metricsPort = await freePort();
  const { lines = [] } = options;
  const [command = process.execPath, ...args] = [...(options.wrapper ?? []), process.execPath, '--import', 'tsx', 'proxy/main.ts'];
  const child = spawn(command, args, {
    cwd: options.root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...options.variables,
      DATABASE_URL: withRightsOfWorker(options.databaseUrl),
      OPENSLB_DATA_DIR: options.dataDir,
      OPENSLB_NODE_ID: options.nodeId,
      OPENSLB_METRICS_PORT: String(metricsPort),
      OPENSLB_REGIONS: '',
      OPENSLB_ENGINE: options.engine ?? 'userspace',
      OPENSLB_FORWARDERS: String(FORWARDERS.spawned),
      OPENSLB_RELOAD_DRAIN_SECONDS: String(RELOAD_DRAIN_MS / 1000),
      HOST: '127.0.0.1',
    },
  });
  const errorLines: string[] = [];
  for (const [stream, into] of [
    [child.stdout, lines],
    [child.stderr, errorLines],
  ] as const) {
    createInterface({ input: stream }).on('line', (line) => into.push(line));
  }
  const pid = child.pid;
  if (pid === undefined) {
    throw new Error('The worker did not start.');
  }
  return {
    pid,
    lines,
    errorLines,
    metricsPort,
    exitCode: () => child.exitCode,
    signal: (signal: NodeJS.Signals) => void child.kill(signal),
    readyz: async () => (await fetch(`http://127.0.0.1:${metricsPort}/readyz`)).status,
    /** Resolves with the exit code, null after a signal that was not handled. */
    async kill(signal: NodeJS.Signals): Promise<number | null> {
      if (child.exitCode !== null || child.signalCode !== null) {
        return child.exitCode;
      }
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}
