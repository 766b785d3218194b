import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from '#domain/engine.ts';
import { TestConfiguration } from '../configuration.ts';
import { createTestDatabase } from '../database.ts';
import { PostgresFile } from '../postgres-file.ts';
import { type Functions, type Remote, startRemote } from '../remote.ts';
import { type Family, type Host, ThreeHosts } from '../three-hosts.ts';
import { waitFor } from '../wait.ts';
import { type SpawnOptions, spawnWorker } from '../worker.ts';
import type { Clients } from './clients.ts';
import type { Ground } from './ground.ts';
import type { Servers } from './servers.ts';

const REGION = 'hosts';
const FAMILIES = ['ipv4', 'ipv6'] as const;
const SERVERS_PER_ROW = 256;
/** Below those that the system gives to clients. */
const FIRST_PORT = 1000;

/** The kernel is told by a program that has to start, on a machine that has other work. */
const LATE_MS: Record<EngineName, number> = { userspace: 0, nftables: 5000 };

export type HostsWorker = Awaited<ReturnType<typeof spawnWorker>>;

/**
 * Three hosts with clients on two of them (a remote one, and the balancer's own), servers on the third, a database that the
 * balancer reaches without a network, and its worker with one engine.
 */
export class HostsStage {
  readonly hosts: ThreeHosts;
  readonly configuration: TestConfiguration;
  readonly postgres: PostgresFile;
  readonly remoteClients: Remote<Clients>;
  readonly localClients: Remote<Clients>;
  readonly servers: Remote<Servers>;
  readonly #engine: EngineName;
  readonly #dataDir: string;
  readonly #cleanups: (() => unknown)[];
  readonly #lines: string[] = [];
  readonly #workers: HostsWorker[] = [];
  #lastPort = FIRST_PORT;

  private constructor(parts: {
    hosts: ThreeHosts;
    configuration: TestConfiguration;
    postgres: PostgresFile;
    engine: EngineName;
    dataDir: string;
    cleanups: (() => unknown)[];
  }) {
    this.hosts = parts.hosts;
    this.configuration = parts.configuration;
    this.postgres = parts.postgres;
    this.#engine = parts.engine;
    this.#dataDir = parts.dataDir;
    this.#cleanups = parts.cleanups;
    this.remoteClients = this.process<Clients>('client', 'test/traffic/clients-process.ts');
    this.localClients = this.process<Clients>('balancer', 'test/traffic/clients-process.ts');
    this.servers = this.process<Servers>('server', 'test/traffic/servers-process.ts');
  }

  /** Without a worker so far. */
  static async open(engine: EngineName): Promise<HostsStage> {
    const cleanups: (() => unknown)[] = [];
    try {
      const hosts = new ThreeHosts();
      cleanups.push(() => hosts.remove());
      const database = await createTestDatabase();
      cleanups.push(() => database.drop());
      const configuration = new TestConfiguration(database.url);
      cleanups.push(() => configuration.close());
      const postgres = await PostgresFile.open(database.url);
      cleanups.push(() => postgres.close());
      const dataDir = await mkdtemp(join(tmpdir(), 'openslb-hosts-'));
      cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
      await configuration.addRegion(REGION, null);
      for (const family of FAMILIES) {
        const network = ThreeHosts.network('balancer', family);
        await configuration.query('INSERT INTO address_pool (region_id, cidr) VALUES ($1, $2)', [REGION, network]);
      }
      // Waiting shorter than an administrator may choose.
      for (const constraint of ['listener_idle_timeout_range', 'listener_connection_draining_range']) {
        await configuration.query(`ALTER TABLE listener DROP CONSTRAINT ${constraint}`);
      }
      return new HostsStage({ hosts, configuration, postgres, engine, dataDir, cleanups });
    } catch (error) {
      await runAll(cleanups);
      throw error;
    }
  }

  async close(): Promise<void> {
    await runAll(this.#cleanups);
  }

  /** The worker's log, of all processes that there were. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** On the balancer; resolves when it has carried out what Postgres says. */
  async startWorker(options: Partial<SpawnOptions> = {}): Promise<HostsWorker> {
    const worker = await this.spawnWorker(options);
    await this.converged(worker);
    return worker;
  }

  /** On the balancer; resolves when its process is there. */
  async spawnWorker(options: Partial<SpawnOptions> = {}): Promise<HostsWorker> {
    const worker = await spawnWorker({
      databaseUrl: this.postgres.url,
      dataDir: this.#dataDir,
      nodeId: 'node-1',
      engine: this.#engine,
      wrapper: this.hosts.on('balancer'),
      lines: this.#lines,
      ...options,
    });
    this.#cleanups.push(() => worker.kill('SIGKILL'));
    this.#workers.push(worker);
    return worker;
  }

  /** In good order. */
  async endWorkers(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.kill('SIGTERM')));
  }

  /** Everything is as Postgres wants it. */
  async converged(worker?: HostsWorker): Promise<void> {
    await waitFor(
      async () => {
        if (worker && worker.exitCode() !== null) {
          throw new Error(`The worker has ended: ${[...worker.lines, ...worker.errorLines].slice(-5).join('\n')}`);
        }
        const rows = await this.configuration.query(
          `SELECT r.id FROM region r LEFT JOIN node_region n ON n.region_id = r.id WHERE n.applied_revision IS DISTINCT FROM r.revision`,
        );
        return rows.length === 0;
      },
      { what: 'the worker to carry out what Postgres says' },
    );
  }

  /** Functions of a process on one of the hosts. */
  process<F extends Functions>(host: Host, file: string): Remote<F> {
    const started = startRemote<F>(file, this.hosts.on(host));
    this.#cleanups.push(() => started.stop());
    return started.remote;
  }

  /** For tests that are the same wherever they take place; each client's place is asked. */
  ground(family: Family): Ground {
    return {
      configuration: this.configuration,
      region: REGION,
      clients: [this.remoteClients, this.localClients],
      servers: this.servers,
      lines: this.#lines,
      serviceAddress: (number) => ThreeHosts.address('balancer', family, number),
      serverAddress: (row, number) => ThreeHosts.address('server', family, row * SERVERS_PER_ROW + number),
      freePort: async () => {
        this.#lastPort += 1;
        return this.#lastPort;
      },
      engine: this.#engine,
      lateMs: LATE_MS[this.#engine],
      // The engine of user space accepts before it asks a server; the kernel lets the server itself answer.
      refusals: this.#engine === 'userspace' ? ['ECONNRESET'] : ['ECONNRESET', 'ECONNREFUSED'],
    };
  }
}

async function runAll(cleanups: (() => unknown)[]): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
}
