import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase } from '#test/database.ts';
import { type Functions, startRemote } from '#test/remote.ts';
import { firstLine, freePort, startTcpServer, type ToyTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { type SpawnOptions, spawnWorker } from '#test/worker.ts';
import type { Backend } from './processes/backend.ts';
import type { Client } from './processes/client.ts';

const REGION = 'chaos';
/** The whole of it, as long and as large as the issue asks for; without it a part that a test run has time for. */
export const IS_LONG = process.env.OPENSLB_CHAOS_LONG === '1';
/** Nothing on this machine takes so long, however loaded it is; a connection that does hangs. */
export const HANGS_MS = 30_000;

/** What the worker does in moments; more than that only says that the machine is busy. */
export const WAIT_MS = 60_000;

/** A figure that a run should show, beside passed and failed. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export interface Place {
  address: string;
  port: number;
}

export interface ChaosListener extends Place {
  id: string;
}

export type SpawnedWorker = Awaited<ReturnType<typeof spawnWorker>>;

/** A database, worker processes, clients and servers of one test; all of it ends with `close`. */
export class Stage {
  readonly configuration: TestConfiguration;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly #cleanups: (() => unknown)[];
  /** Addresses of a stage begin with these two numbers, which no other test has. */
  readonly #network: string;

  private constructor(
    network: string,
    databaseUrl: string,
    dataDir: string,
    configuration: TestConfiguration,
    cleanups: (() => unknown)[],
  ) {
    this.#network = network;
    this.databaseUrl = databaseUrl;
    this.dataDir = dataDir;
    this.configuration = configuration;
    this.#cleanups = cleanups;
  }

  /**
   * Ends with the test that opens it. `number`: for addresses of its own, so no other test may have it; `databaseUrl`: of
   * a migrated database, else one of its own.
   */
  static async open(number: number, { onTestFinished }: Pick<TestContext, 'onTestFinished'>, databaseUrl?: string): Promise<Stage> {
    const cleanups: (() => unknown)[] = [];
    let url = databaseUrl;
    if (url === undefined) {
      const database = await createTestDatabase();
      cleanups.push(() => database.drop());
      url = database.url;
    }
    const dataDir = await mkdtemp(join(tmpdir(), 'openslb-chaos-'));
    const configuration = new TestConfiguration(url);
    cleanups.push(
      () => rm(dataDir, { recursive: true, force: true }),
      () => configuration.close(),
    );
    const stage = new Stage(`127.${70 + number}`, url, dataDir, configuration, cleanups);
    onTestFinished(() => stage.#close());
    await configuration.addRegion(REGION);
    return stage;
  }

  async #close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) {
      await cleanup();
    }
  }

  cleanup(work: () => unknown): void {
    this.#cleanups.push(work);
  }

  address(host: number, network = 0): string {
    return `${this.#network}.${network}.${host}`;
  }

  async worker(options: Partial<SpawnOptions> = {}): Promise<SpawnedWorker> {
    const worker = await spawnWorker({ databaseUrl: this.databaseUrl, dataDir: this.dataDir, nodeId: 'node-1', ...options });
    this.cleanup(() => worker.kill('SIGKILL'));
    return worker;
  }

  client(wrapper?: string[]) {
    return this.#remote<Client>('proxy/chaos/processes/client.ts', wrapper);
  }

  backend(wrapper?: string[]) {
    return this.#remote<Backend>('proxy/chaos/processes/backend.ts', wrapper);
  }

  /** Two toy servers in this process. */
  async pair(host: number): Promise<{ active: ToyTcpServer; standby: ToyTcpServer }> {
    const active = await startTcpServer({ name: 'active', address: this.address(host, 1) });
    const standby = await startTcpServer({ name: 'standby', address: this.address(host, 2) });
    this.cleanup(() => active.stop());
    this.cleanup(() => standby.stop());
    return { active, standby };
  }

  addLoadBalancer(host: number): Promise<string> {
    return this.configuration.addLoadBalancer(REGION, this.address(host));
  }

  addGroup(loadBalancerId: string, members: { active: Place; standby: Place }): Promise<string> {
    return this.configuration.addGroup(REGION, loadBalancerId, members);
  }

  addPool(loadBalancerId: string, members: Place[]): Promise<string> {
    return this.configuration.addVserverGroup(REGION, loadBalancerId, members);
  }

  /** An instance of its own with one group and one listener. */
  async listen(
    host: number,
    members: { active: Place; standby: Place },
    options: Partial<Parameters<TestConfiguration['addListener']>[2]> = {},
  ): Promise<ChaosListener & { loadBalancerId: string; groupId: string }> {
    const address = this.address(host);
    const loadBalancerId = await this.addLoadBalancer(host);
    const groupId = await this.addGroup(loadBalancerId, members);
    const port = options.port ?? (await freePort(address));
    const id = await this.configuration.addListener(loadBalancerId, groupId, { ...options, port });
    return { id, address, port, loadBalancerId, groupId };
  }

  async inForce(...listeners: { id: string }[]): Promise<void> {
    await Promise.all(listeners.map(({ id }) => this.#whenStatus(id, `${id} in force`, (status) => status.state === 'in_force')));
  }

  async serves(listener: { id: string }, role: 'active' | 'standby'): Promise<void> {
    await this.#whenStatus(listener.id, `${listener.id} on the ${role}`, (status) => status.serving === role);
  }

  /** Every listener of the region is as Postgres wants it. */
  async converged(timeoutMs = WAIT_MS): Promise<void> {
    await waitFor(
      async () => {
        const rows = await this.configuration.query<{ id: string }>(
          `SELECT l.id FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id
            LEFT JOIN listener_status s ON s.listener_id = l.id
          WHERE s.revision IS DISTINCT FROM l.revision OR s.state <> CASE
            WHEN l.enabled AND lb.status = 'active' THEN 'in_force' ELSE 'stopped' END::listener_state
          UNION ALL SELECT r.id FROM region r LEFT JOIN node_region n ON n.region_id = r.id
            WHERE n.applied_revision IS DISTINCT FROM r.revision`,
        );
        return rows.length === 0;
      },
      { timeoutMs, what: 'every listener as Postgres wants it' },
    );
  }

  async verdict(listener: { id: string }, state: 'healthy' | 'unhealthy'): Promise<{ reason: string }> {
    return waitFor(
      async () => {
        const verdicts = await this.configuration.verdictsOf(listener.id);
        return verdicts.find((verdict) => verdict.state === state);
      },
      { what: `${listener.id} ${state}`, timeoutMs: WAIT_MS },
    );
  }

  /** Which server answers a new connection, or the error that it ended with. */
  async reached({ address, port }: Place): Promise<string> {
    return firstLine(port, address).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
  }

  async #whenStatus(
    listenerId: string,
    what: string,
    condition: (status: NonNullable<Awaited<ReturnType<TestConfiguration['statusOf']>>>) => boolean,
  ): Promise<void> {
    await waitFor(
      async () => {
        const status = await this.configuration.statusOf(listenerId);
        return status !== undefined && condition(status);
      },
      { what, timeoutMs: WAIT_MS },
    );
  }

  #remote<F extends Functions>(file: string, wrapper?: string[]) {
    const started = startRemote<F>(file, wrapper);
    this.cleanup(() => started.stop());
    return started;
  }
}
