import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPrismaClient } from '#prisma/client.ts';
import { NEXT } from '#scripts/supervisor/build.ts';
import { ORPHAN, ROOT, supervised } from '#scripts/supervisor/step.ts';
import { createFirstAdministrator } from '#services/setup/create-first-administrator.ts';
import { createTestDatabase, urlAs } from './database.ts';
import { freePort } from './free-port.ts';

const READY_MS_MAX = 30_000;
const END_MS_MAX = 5_000;
const POLL_MS = 25;
const OUTPUT_CHARACTERS_KEPT = 20_000;

export interface WorkerProcess {
  readonly pid: number;
  /** Ends it with the signal and waits for its end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again after `kill`, and waits until it is alive. */
  start(): Promise<void>;
  /** What it printed since its last start, the newest part. */
  output(): string;
}

/**
 * Console, worker and a database of their own, as real processes without a supervisor: tests kill and start them. Each part
 * has its own role in the database, with the rights that `npm start` gives it.
 */
export interface Product {
  consoleUrl: string;
  /** As the owner of the tables. */
  databaseUrl: string;
  /** Of the worker: `/healthz`, `/readyz`, `/metrics`. */
  metricsUrl: string;
  administrator: { name: string; email: string; password: string };
  worker: WorkerProcess;
  stop(): Promise<void>;
}

/**
 * Needs the cluster of the global setup, a generated client and a current production build.
 * With `isNew` nobody has an account yet; the one-time link is for the test to make.
 */
export async function startProduct({
  isNew = false,
  consoleVariables = {},
}: {
  isNew?: boolean;
  consoleVariables?: Record<string, string>;
} = {}): Promise<Product> {
  const database = await createTestDatabase();
  const administrator = { name: 'Test Administrator', email: 'admin@example.com', password: `Pw-${randomBytes(12).toString('base64url')}` };
  if (!isNew) {
    const prisma = createPrismaClient(database.url);
    await createFirstAdministrator(prisma, administrator).finally(() => prisma.$disconnect());
  }

  const dataDirectory = mkdtempSync(join(tmpdir(), 'openslb-product-'));
  const [port, metricsPort] = [await freePort(), await freePort()];
  const variables = {
    HOST: '127.0.0.1',
    PORT: String(port),
    OPENSLB_METRICS_PORT: String(metricsPort),
    OPENSLB_DATA_DIR: dataDirectory,
    OPENSLB_NODE_ID: 'test-node',
    // The kernel of this machine is not the test's to change.
    OPENSLB_ENGINE: 'userspace',
  };
  const ofConsole = { ...variables, DATABASE_URL: urlAs('console', database.url), OPENSLB_SECRET: randomBytes(32).toString('base64url') };
  const ofWorker = { ...variables, DATABASE_URL: urlAs('worker', database.url) };
  const consoleUrl = `http://127.0.0.1:${port}`;
  const metricsUrl = `http://127.0.0.1:${metricsPort}`;
  const web = new TestProcess(
    [NEXT, 'start', '-H', '127.0.0.1', '-p', String(port)],
    { ...ofConsole, ...consoleVariables, NODE_ENV: 'production' },
    consoleUrl,
  );
  const worker = new TestProcess(['--import', 'tsx', 'proxy/main.ts'], ofWorker, `${metricsUrl}/healthz`);
  const stop = async () => {
    await Promise.all([web.end(), worker.end()]);
    await database.drop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  try {
    await Promise.all([web.start(), worker.start()]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { consoleUrl, databaseUrl: database.url, metricsUrl, administrator, worker, stop };
}

class TestProcess implements WorkerProcess {
  readonly #args: string[];
  readonly #variables: Record<string, string>;
  readonly #readyUrl: string;
  #child: ChildProcess | null = null;
  #output = '';

  constructor(args: string[], variables: Record<string, string>, readyUrl: string) {
    this.#args = args;
    this.#variables = variables;
    this.#readyUrl = readyUrl;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) {
      throw new Error(`${this.#args.join(' ')} does not run.`);
    }
    return pid;
  }

  output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    this.#output = '';
    const child = spawn(process.execPath, ['--import', ORPHAN, ...this.#args], {
      cwd: ROOT,
      env: supervised(this.#variables),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#output = `${this.#output}${chunk}`.slice(-OUTPUT_CHARACTERS_KEPT);
      });
    }
    const deadline = Date.now() + READY_MS_MAX;
    while (!(await answers(this.#readyUrl))) {
      if (hasEnded(child) || Date.now() > deadline) {
        throw new Error(`${this.#args.join(' ')} ${hasEnded(child) ? 'ended' : 'is not ready'}:\n${this.#output}`);
      }
      await sleep(POLL_MS);
    }
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === null || hasEnded(child)) {
      return;
    }
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  async end(): Promise<void> {
    const force = setTimeout(() => this.#child?.kill('SIGKILL'), END_MS_MAX);
    await this.kill('SIGTERM');
    clearTimeout(force);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Any answer will do: who answers runs. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
