import { setMaxListeners } from 'node:events';
import type pg from 'pg';
import { z } from 'zod';
import { NODE_ALIVE_SECONDS } from '#domain/limits.ts';
import { BoundedRunner } from '#proxy/bounded-runner.ts';
import type { Probe } from '#proxy/health/check.ts';
import { type Log, messageOf } from '#proxy/log.ts';
import { createPostgresPool } from '#proxy/postgres-pool.ts';
import { answer, type ProbeAnswer, TakenRow } from './probe-answer.ts';
import { ANSWER_QUERY, EXPIRE_QUERY, HAND_BACK_QUERY, TAKE_QUERY } from './probe-request-query.ts';

const LOOK_INTERVAL_MS_MIN = 10;
/** The look that finds what notifications missed. */
const LOOK_INTERVAL_MS_MAX = 5000;
const LOOK_RETRY_MS = 200;
/** Being probed or waiting to be told; more wait in the table. */
const BUSY_MAX = 20;
/** Told to consoles, of an answer; and to other nodes, of what is left to them. */
const CHANNELS = { answered: 'openslb_status', asked: 'openslb_probe' };
const STOP_MS_MAX = 1000;

export interface ProbeDeskOptions {
  databaseUrl: string;
  nodeId: string;
  /** Null: all. */
  regions: string[] | null;
  probe: Probe;
  log: Log;
}

/**
 * Answers the single checks that people ask for. The queue is the table `probe_request`, of which each of the nodes
 * takes what none has taken; nothing of this concerns verdicts, or who gets traffic.
 */
export class ProbeDesk {
  readonly #options: ProbeDeskOptions;
  readonly #pool: pg.Pool;
  readonly #runner: BoundedRunner;
  readonly #abort = new AbortController();
  /** By id; told of and forgotten when Postgres has the answer. */
  readonly #busy = new Set<string>();
  #answers: ProbeAnswer[] = [];
  #isFailing = false;

  constructor(options: ProbeDeskOptions) {
    this.#options = options;
    setMaxListeners(BUSY_MAX, this.#abort.signal);
    this.#pool = createPostgresPool(options.databaseUrl, 'probe requests');
    this.#runner = new BoundedRunner({
      run: () => this.#look(),
      minIntervalMs: LOOK_INTERVAL_MS_MIN,
      maxIntervalMs: LOOK_INTERVAL_MS_MAX,
      retryMs: LOOK_RETRY_MS,
      onFailure: (error) => this.#fail(error),
    });
  }

  /** There may be something to do. */
  lookAgain(): void {
    this.#runner.trigger();
  }

  /** Tells what is known and leaves the rest to other nodes, if Postgres answers in time. */
  async stop(): Promise<void> {
    this.#abort.abort();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_MS_MAX);
    });
    const last = this.#runner
      .stop()
      .then(() => this.#handBack())
      .catch((error: unknown) => this.#fail(error))
      .then(() => this.#pool.end());
    await Promise.race([last, limit]);
    clearTimeout(timer);
  }

  async #look(): Promise<void> {
    const { nodeId, regions } = this.#options;
    await this.#tell();
    const scope = [nodeId, regions, [...this.#busy]];
    await this.#pool.query(EXPIRE_QUERY, [...scope, NODE_ALIVE_SECONDS, CHANNELS.answered]);
    const free = BUSY_MAX - this.#busy.size;
    if (free > 0) {
      const { rows } = await this.#pool.query(TAKE_QUERY, [...scope, free]);
      for (const row of z.array(TakenRow).parse(rows)) {
        void this.#probe(row);
      }
    }
    if (this.#isFailing) {
      this.#isFailing = false;
      this.#options.log.info('probe-requests:resumed');
    }
  }

  async #probe(row: TakenRow): Promise<void> {
    this.#busy.add(row.id);
    const found = await answer(row, this.#options.probe, this.#abort.signal);
    if (found !== null) {
      this.#answers.push(found);
      this.#runner.trigger();
    }
  }

  async #tell(): Promise<void> {
    const answers = [...this.#answers];
    if (answers.length === 0) {
      return;
    }
    await this.#pool.query(ANSWER_QUERY, [this.#options.nodeId, JSON.stringify(answers), CHANNELS.answered]);
    this.#answers = this.#answers.filter((one) => !answers.includes(one));
    for (const { id } of answers) {
      this.#busy.delete(id);
    }
  }

  async #handBack(): Promise<void> {
    await this.#tell();
    if (this.#busy.size > 0) {
      await this.#pool.query(HAND_BACK_QUERY, [this.#options.nodeId, [...this.#busy], CHANNELS.asked]);
    }
  }

  #fail(error: unknown): void {
    if (!this.#isFailing) {
      this.#isFailing = true;
      this.#options.log.warn('probe-requests:failed', {
        reason: messageOf(error),
        effect: 'single checks wait; traffic is not concerned',
      });
    }
  }
}
