import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Binaries, preparePostgresBinaries } from './binaries.ts';
import { endLeftoverPostgres } from './leftover.ts';
import { choosePostgresOwner, type Owner } from './owner.ts';
import { readOrCreatePassword } from './password-file.ts';
import { linkToPlace, placeForPostgres } from './place.ts';

const SUPERUSER = 'openslb';
/** Recovery after a crash of the machine reads its log again, which takes a while on slow disks. */
const READY_MS_MAX = 120_000;
const STOP_FAST_MS = 10_000;
const PORTS_TRIED_MAX = 20;
const LOCK_FILE_STATUS_LINE = 7;
/** SQLSTATE. */
const WRONG_PASSWORD = '28P01';
const STDERR_BYTES_KEPT = 2048;
/** Below the range that Linux gives to outgoing connections, so that the port is still free at a restart. */
const PORT_RANGE = { first: 15_432, last: 32_000 };

export interface ClusterOptions {
  /** Holds the database in `postgres/` and its password; created when missing. */
  directory: string;
  /** False for throwaway clusters: nothing is flushed to disk. */
  isDurable: boolean;
  /** Lines that Postgres writes to its log. */
  log?: (line: string) => void;
}

/** One Postgres on a loopback port; the same port over restarts, so that clients find it again. */
export class Cluster {
  readonly #options: ClusterOptions;
  readonly #owner: Owner | null;
  readonly #binaries: Binaries;
  readonly #dataDirectory: string;
  readonly #password: string;
  #port: number;
  #child: ChildProcess | null = null;

  private constructor(options: ClusterOptions, owner: Owner | null, binaries: Binaries, dataDirectory: string, password: string) {
    this.#options = options;
    this.#owner = owner;
    this.#binaries = binaries;
    this.#dataDirectory = dataDirectory;
    this.#password = password;
    this.#port = options.isDurable
      ? PORT_RANGE.first
      : PORT_RANGE.first + 100 + (randomBytes(4).readUInt32BE() % (PORT_RANGE.last - PORT_RANGE.first - 100));
  }

  /** Prepares programs and data. Nothing runs yet. */
  static async open(options: ClusterOptions): Promise<Cluster> {
    mkdirSync(options.directory, { recursive: true, mode: 0o711 });
    const owner = choosePostgresOwner(join(options.directory, 'postgres'));
    const place = placeForPostgres(options.directory, owner);
    const { dataDirectory } = place;
    const binaries = preparePostgresBinaries(place.directory, owner);
    const password = readOrCreatePassword(join(options.directory, 'postgres-password'));
    if (!existsSync(join(dataDirectory, 'PG_VERSION'))) {
      await initialize(binaries, owner, dataDirectory, password, options.isDurable);
    }
    linkToPlace(options.directory, place);
    return new Cluster(options, owner, binaries, dataDirectory, password);
  }

  url(database: string, { role, password } = { role: SUPERUSER, password: this.#password }): string {
    return `postgresql://${role}:${password}@127.0.0.1:${this.#port}/${database}`;
  }

  /** Resolves when the database answers; the caller watches the child's exit. */
  async start(): Promise<ChildProcess> {
    await endLeftoverPostgres(this.#dataDirectory);
    const deadline = Date.now() + READY_MS_MAX;
    for (let tried = 0; tried < PORTS_TRIED_MAX; tried += 1) {
      const child = await this.#startOnPort(deadline);
      if (child !== null) {
        return child;
      }
      this.#port = this.#port >= PORT_RANGE.last ? PORT_RANGE.first : this.#port + 1;
    }
    throw new Error(`Postgres found no free port on 127.0.0.1: the last of ${PORTS_TRIED_MAX} tried was ${this.#port}.`);
  }

  /** Fast shutdown: sessions are ended, everything committed is on disk. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null || hasEnded(child)) {
      return;
    }
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGINT');
    const immediate = setTimeout(() => child.kill('SIGQUIT'), STOP_FAST_MS);
    await exited;
    clearTimeout(immediate);
  }

  /** Null: the port is taken. */
  async #startOnPort(deadline: number): Promise<ChildProcess | null> {
    const durability = this.#options.isDurable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];
    const child = spawn(
      this.#binaries.postgres,
      // An empty socket folder: a socket in a shared temporary folder would let other users of the machine try.
      [
        '-D',
        this.#dataDirectory,
        '-p',
        String(this.#port),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
        '-c',
        'log_checkpoints=off',
        ...durability,
      ],
      // Detached: Ctrl-C in a terminal must not reach Postgres before those who use it have ended.
      { ...credentials(this.#owner), cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let stderr = '';
    createInterface({ input: child.stderr }).on('line', (line) => {
      stderr = `${stderr}${line}\n`.slice(-STDERR_BYTES_KEPT);
      this.#options.log?.(line);
    });
    const failed = new Promise<Error>((resolve) => {
      child.once('error', resolve);
      child.once('close', (code, signal) =>
        resolve(new Error(`Postgres ended at its start (${signal ?? `code ${code}`}):\n${stderr.trim()}`)),
      );
    });
    const error = await Promise.race([failed, this.#answers(child, deadline)]);
    if (error === null) {
      this.#child = child;
      return child;
    }
    if (/Address already in use|could not bind/.test(stderr)) {
      return null;
    }
    // A killed server leaves sessions that end on their own within moments.
    if (/pre-existing shared memory block/.test(stderr) && Date.now() < deadline) {
      await sleep(250);
      return this.#startOnPort(deadline);
    }
    child.kill('SIGKILL');
    throw error;
  }

  /** Null when the database answers, an error when it will not; open for ever when the child ends, which says more. */
  async #answers(child: ChildProcess, deadline: number): Promise<Error | null> {
    let last: unknown;
    while (Date.now() < deadline) {
      if (hasEnded(child)) {
        return new Promise(() => undefined);
      }
      // Another server on the port would answer too, and know nothing of us.
      if (this.#isAccepting(child)) {
        last = await this.#connect();
        if (last === null) {
          return null;
        }
        if (last instanceof pg.DatabaseError && last.code === WRONG_PASSWORD) {
          return new Error(`Postgres does not know the password in ${this.#options.directory}/postgres-password: restore that file.`);
        }
      }
      await sleep(10);
    }
    return new Error('Postgres does not answer.', { cause: last });
  }

  #isAccepting(child: ChildProcess): boolean {
    const lines = readLockFile(join(this.#dataDirectory, 'postmaster.pid')).split('\n');
    return lines[0] === String(child.pid) && lines[LOCK_FILE_STATUS_LINE]?.trim() === 'ready';
  }

  async #connect(): Promise<unknown> {
    const client = new pg.Client({ connectionString: this.url('postgres'), connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return null;
    } catch (error) {
      return error;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function credentials(owner: Owner | null): { uid?: number; gid?: number } {
  return owner === null ? {} : { uid: owner.uid, gid: owner.gid };
}

/** Written to a folder beside and renamed at the end, so that an interrupted start leaves no half database. */
async function initialize(
  binaries: Binaries,
  owner: Owner | null,
  dataDirectory: string,
  password: string,
  isDurable: boolean,
): Promise<void> {
  const unfinished = `${dataDirectory}.unfinished`;
  const passwordFile = `${dataDirectory}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (owner !== null) {
      chownSync(unfinished, owner.uid, owner.gid);
      chownSync(passwordFile, owner.uid, owner.gid);
    }
    chmodSync(unfinished, 0o700);
    await promisify(execFile)(
      binaries.initdb,
      [
        ...['-D', unfinished, '-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
        // The language of the machine decides nothing: text is UTF-8 and sorts by code point everywhere.
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...(isDurable ? [] : ['--no-sync']),
      ],
      { ...credentials(owner), cwd: '/' },
    );
    rmSync(dataDirectory, { recursive: true, force: true });
    renameSync(unfinished, dataDirectory);
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(`Postgres could not create its database in ${dataDirectory}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Postgres removes it as it likes, so looking first whether it is there proves nothing. */
function readLockFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return '';
    }
    throw error;
  }
}
