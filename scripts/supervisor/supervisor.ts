import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRedactor } from '#domain/redact.ts';
import { SIGN_IN_VARIABLES } from '#services/single-sign-on/variables.ts';
import { RightsRefused } from '../../prisma/grant-rights.ts';
import { MigrationRefused } from '../../prisma/migrate.ts';
import { Cluster } from '../postgres/cluster.ts';
import { buildConsole, NEXT } from './build.ts';
import { type DatabaseAccess, embeddedAccess, givenAccess, prepareTables } from './database-access.ts';
import type { Environment } from './environment.ts';
import { type FirstRunResult, firstRun } from './first-run-step.ts';
import { generateClient } from './generate.ts';
import { isNextNoise, isPostgresNoise, type Log, logLines, logOf, type PartName, withoutPostgresPrefix } from './log.ts';
import { messageOf } from './message-of.ts';
import { Part } from './part.ts';
import { answers, requireFreePort } from './port.ts';
import { readOrCreateSecrets } from './secret.ts';
import { ORPHAN, ROOT, supervised, type Variables } from './step.ts';
import { watchWorkerSources } from './watch.ts';

const CONSOLE_READY_MS_MAX = 60_000;
const WORKER_READY_MS_MAX = 5_000;
const DEMO_READY_MS_MAX = 5_000;
const DATABASE_RETRY_MS = 3_000;

/** Starts the parts in their order, keeps them alive, and ends them in the opposite order. */
export class Supervisor {
  readonly #environment: Environment;
  readonly #isDevelopment: boolean;
  readonly #log: Log = logOf('openslb');
  readonly #ending = new AbortController();
  readonly #parts = new Map<PartName, Part>();
  #stopWatching = () => {};

  constructor(environment: Environment, options: { isDevelopment: boolean }) {
    this.#environment = environment;
    this.#isDevelopment = options.isDevelopment;
  }

  /** Resolves when all has ended after `requestEnd`; rejects, with all ended too, when the start fails. */
  async run(): Promise<void> {
    try {
      await this.#start();
      await new Promise<void>((resolve) => {
        if (this.#ending.signal.aborted) {
          resolve();
        }
        this.#ending.signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } catch (error) {
      if (!this.#ending.signal.aborted) {
        throw error;
      }
    } finally {
      await this.#end();
    }
  }

  requestEnd(): void {
    this.#log('Ending …');
    this.#ending.abort();
  }

  kill(): void {
    for (const part of this.#parts.values()) {
      part.kill();
    }
  }

  async #end(): Promise<void> {
    this.#ending.abort();
    this.#stopWatching();
    const postgres = this.#parts.get('postgres');
    await Promise.all([...this.#parts.values()].filter((part) => part !== postgres).map((part) => part.end()));
    await postgres?.end();
  }

  async #start(): Promise<void> {
    const { host, port, metricsPort, consoleUrl } = this.#environment;
    const context = { log: this.#log, signal: this.#ending.signal };
    await requireFreePort(host, port, 'PORT');
    await requireFreePort(host, metricsPort, 'OPENSLB_METRICS_PORT');

    const generated = generateClient(context);
    // The build needs no database and the worker needs no build: neither waits for the other.
    const built = this.#isDevelopment ? generated : generated.then(() => buildConsole(context));
    built.catch(() => undefined);
    const access = await this.#openDatabase();
    await generated;
    const [{ setupToken }] = await Promise.all([
      this.#prepareTables(access, () => this.#startWorker(access)).then(() => firstRun(this.#variablesOfFirstRun(access), context)),
      built.then(() => this.#startConsole(access)),
      this.#environment.isDemo && this.#startDemo(),
    ]);
    await this.#announce(setupToken, consoleUrl);
  }

  async #openDatabase(): Promise<DatabaseAccess> {
    const { databaseUrl, partDatabaseUrls, dataDirectory } = this.#environment;
    if (databaseUrl !== null) {
      return givenAccess(databaseUrl, partDatabaseUrls, this.#log);
    }
    const log = logOf('postgres');
    const cluster = await Cluster.open({
      directory: dataDirectory,
      isDurable: true,
      log: (line) => {
        if (!isPostgresNoise(line)) {
          log(withoutPostgresPrefix(line));
        }
      },
    });
    this.#throwIfEnding();
    const part = new Part({
      name: 'postgres',
      log,
      start: () => cluster.start(),
      requestEnd: () => void cluster.stop(),
      killSignal: 'SIGQUIT',
    });
    this.#parts.set('postgres', part);
    await part.start();
    return embeddedAccess(cluster, dataDirectory);
  }

  /**
   * The worker starts as soon as the tables are there; and also when the database cannot be reached, since it serves
   * from its last good copy: a machine that restarts while Postgres is away must still forward.
   */
  async #prepareTables(access: DatabaseAccess, startWorker: () => Promise<void>): Promise<void> {
    let isWorkerStarted = false;
    for (;;) {
      try {
        await prepareTables(access, this.#log);
        break;
      } catch (error) {
        if (error instanceof MigrationRefused || error instanceof RightsRefused || !isUnreachable(error)) {
          throw error;
        }
        this.#log(`The database cannot be reached (${messageOf(error)}); trying again in ${DATABASE_RETRY_MS / 1000} s`);
        if (!isWorkerStarted) {
          isWorkerStarted = true;
          await startWorker();
        }
        await sleep(DATABASE_RETRY_MS, undefined, { signal: this.#ending.signal });
      }
    }
    if (!isWorkerStarted) {
      await startWorker();
    }
  }

  async #startWorker({ workerUrl }: DatabaseAccess): Promise<void> {
    await this.#startPart('worker', ['--import', 'tsx', 'proxy/main.ts'], { ...this.#variables(), DATABASE_URL: workerUrl });
    if (this.#isDevelopment) {
      this.#stopWatching = watchWorkerSources(ROOT, () => this.#parts.get('worker')?.reload());
    }
  }

  /** Resolves when the demo servers have said that they run. */
  async #startDemo(): Promise<void> {
    await this.#startPart('demo', ['--import', 'tsx', 'scripts/demo/main.ts'], this.#variables());
    const stdout = this.#parts.get('demo')?.child?.stdout;
    await Promise.race([stdout && once(stdout, 'data'), sleep(DEMO_READY_MS_MAX, undefined, { signal: this.#ending.signal })]);
  }

  /** What every part may know. */
  #variables(): Variables {
    const { host, port, metricsPort, dataDirectory, isDemo } = this.#environment;
    return {
      HOST: host,
      PORT: String(port),
      OPENSLB_METRICS_PORT: String(metricsPort),
      OPENSLB_DATA_DIR: dataDirectory,
      OPENSLB_DEMO: isDemo ? '1' : '0',
    };
  }

  #variablesOfFirstRun({ consoleUrl }: DatabaseAccess): Variables {
    return { ...this.#variables(), DATABASE_URL: consoleUrl, OPENSLB_ADMIN_PASSWORD: process.env.OPENSLB_ADMIN_PASSWORD };
  }

  async #startConsole({ consoleUrl }: DatabaseAccess): Promise<void> {
    const { host, port, dataDirectory, secret } = this.#environment;
    const secrets = secret ?? readOrCreateSecrets(dataDirectory);
    const [command, mode] = this.#isDevelopment ? ['dev', 'development'] : ['start', 'production'];
    await this.#startPart('console', [NEXT, command, '-H', host, '-p', String(port)], {
      ...this.#variables(),
      NODE_ENV: mode,
      DATABASE_URL: consoleUrl,
      OPENSLB_SECRET: secrets.current,
      OPENSLB_SECRET_PREVIOUS: secrets.previous,
      ...Object.fromEntries(SIGN_IN_VARIABLES.map((name) => [name, process.env[name]])),
    });
  }

  async #startPart(name: PartName, args: string[], variables: Variables): Promise<void> {
    this.#throwIfEnding();
    const log = logOf(name);
    const part = new Part({ name, log, start: async () => startChild(args, supervised(variables), log) });
    this.#parts.set(name, part);
    await part.start();
  }

  async #announce(setupToken: FirstRunResult['setupToken'], consoleUrl: string): Promise<void> {
    const { host, port, metricsPort } = this.#environment;
    await Promise.all([
      answers(host, metricsPort, '/healthz', WORKER_READY_MS_MAX, this.#ending.signal),
      answers(host, port, '/', CONSOLE_READY_MS_MAX, this.#ending.signal).then((isReady) => {
        if (!isReady) {
          this.#log(`The console does not answer on ${consoleUrl} yet; it is kept running, see its lines above.`);
        }
      }),
    ]);
    this.#throwIfEnding();
    if (setupToken !== null) {
      process.stdout.write(`Create the first administrator:  ${consoleUrl}/setup?token=${setupToken}\n`);
    }
    process.stdout.write(`Console ready  ${consoleUrl}\n`);
  }

  #throwIfEnding(): void {
    this.#ending.signal.throwIfAborted();
  }
}

/** Detached: a signal from the terminal reaches the supervisor alone, which ends its parts in order. */
function startChild(args: string[], env: NodeJS.ProcessEnv, log: Log): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', ORPHAN, ...args], { cwd: ROOT, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  // Also what the runtime itself prints when the process dies.
  const redact = createRedactor(env);
  for (const stream of [child.stdout, child.stderr]) {
    logLines(stream, (line) => log(redact(line)), isNextNoise);
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child));
  });
}

/** Network trouble, and a server that is starting or ending: worth another try. Wrong passwords and names are not. */
function isUnreachable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(E[A-Z]+|57P0[123]|08\d{3}|53300)$/.test(code) || /Connection terminated|timeout/i.test(messageOf(error));
}
