import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase } from '#test/database.ts';
import { waitFor } from '#test/wait.ts';
import type { WorkerProcess } from './peers/worker-process.ts';

export const REGION = 'bench';
const IN_FORCE_MS_MAX = 60_000;

/** A database with one region, written by SQL as any writer may. */
export class DesiredState {
  readonly #drop: () => Promise<void>;

  private constructor(
    readonly url: string,
    readonly configuration: TestConfiguration,
    drop: () => Promise<void>,
  ) {
    this.#drop = drop;
  }

  /** Service addresses may come from these networks. */
  static async create(networks: readonly string[]): Promise<DesiredState> {
    const database = await createTestDatabase();
    const configuration = new TestConfiguration(database.url);
    const state = new DesiredState(database.url, configuration, () => database.drop());
    await configuration.query('INSERT INTO region (id, name) VALUES ($1, $1)', [REGION]);
    for (const network of networks) {
      await configuration.query('INSERT INTO address_pool (region_id, cidr) VALUES ($1, $2)', [REGION, network]);
    }
    return state;
  }

  /** After many rows at once: the statistics that Postgres would make by itself within a minute or two. */
  async analyze(): Promise<void> {
    await this.configuration.query('ANALYZE');
  }

  /** Resolves when the worker reports so many listeners in force; throws when it says that one failed. */
  async inForce(listeners: number, worker: WorkerProcess): Promise<void> {
    await waitFor(
      async () => {
        worker.check();
        const rows = await this.configuration.query<{ state: string; count: number; error: string | null }>(
          'SELECT state, count(*)::int, min(error_message) AS error FROM listener_status GROUP BY state',
        );
        const failed = rows.find(({ state }) => state === 'failed');
        if (failed) {
          throw new Error(`${failed.count} listeners failed, one with: ${failed.error}`);
        }
        return rows.find(({ state }) => state === 'in_force')?.count === listeners;
      },
      { timeoutMs: IN_FORCE_MS_MAX, intervalMs: 50, what: `${listeners} listeners in force` },
    ).catch((error: Error) => {
      throw new Error(`${error.message}. The worker said last:\n${worker.lastLines()}`, { cause: error });
    });
  }

  async close(): Promise<void> {
    await this.configuration.close();
    await this.#drop();
  }
}
