import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import type { VerdictState } from '#domain/health-check.ts';
import type { CheckedMember, Verdict } from '#proxy/health/health-checker.ts';
import type { ProbeRun } from '#proxy/health/probe-run.ts';
import type { Log } from '#proxy/log.ts';
import { CHANGES_QUERY, RUNS_QUERY, TRIM_QUERY } from './history-query.ts';
import { RunLedger } from './run-ledger.ts';
import { VerdictChangeQueue } from './verdict-change-queue.ts';

/** Of one listener and member there are 1,000 at most: several nodes may add 50 each before they look again. */
const RUNS_KEPT = 900;

const WrittenRow = z.object({ listener_id: z.string(), is_written: z.boolean() });

export interface HistoryReportOptions {
  nodeId: string;
  log: Log;
  /** Whether any check of the member is run at present. */
  isChecked: (member: CheckedMember) => boolean;
  serverNameOf: (member: CheckedMember) => string | undefined;
}

/** What probes found and how verdicts changed, on its way to Postgres; bounded in memory, and in what it writes. */
export class HistoryReport {
  readonly #options: HistoryReportOptions;
  readonly #runs: RunLedger;
  readonly #changes: VerdictChangeQueue;
  #lost = 0;
  #isLosing = false;

  constructor(options: HistoryReportOptions) {
    this.#options = options;
    const onLost = () => this.#lose();
    this.#runs = new RunLedger({ isChecked: options.isChecked, onLost });
    this.#changes = new VerdictChangeQueue({ onLost });
  }

  /** There are more changes of verdicts than one report takes. */
  get isBehind(): boolean {
    return this.#changes.isBehind;
  }

  /** Runs and changes that Postgres was away too long for. */
  get lost(): number {
    return this.#lost;
  }

  /** The probes of these members are told by `run` from now on, without those that it had before. */
  runBegan(members: readonly CheckedMember[], run: ProbeRun, probesBefore: number): void {
    this.#runs.begin(members, { run, firstAt: probesBefore === 0 ? run.firstAt : Date.now(), probesBefore }, performance.now());
  }

  verdictChanged(members: readonly CheckedMember[], verdict: Verdict, before: VerdictState): void {
    this.#changes.add(
      members.map((member) => ({
        id: randomUUID(),
        listener_id: member.listenerId,
        member_id: member.memberId,
        server_name: this.#options.serverNameOf(member) ?? member.memberId,
        from_state: before,
        to_state: verdict.state,
        reason: verdict.reason,
        at: verdict.since,
      })),
    );
  }

  /** To be called with every report, before what it reports is made known. */
  async writeChanges(client: pg.PoolClient): Promise<void> {
    const rows = this.#changes.take();
    if (rows.length > 0) {
      this.#changes.acknowledge(rows, await this.#write(client, CHANGES_QUERY, rows));
    }
  }

  /** To be called with every heartbeat. `isLast`: this process ends. */
  async writeRuns(client: pg.PoolClient, isLast: boolean): Promise<void> {
    const taken = this.#runs.take(performance.now(), isLast);
    if (taken.length > 0) {
      const rows = taken.map(({ row }) => row);
      this.#runs.acknowledge(taken, await this.#write(client, RUNS_QUERY, rows));
    }
    const toTrim = this.#runs.takeToTrim().map(({ listenerId, memberId }) => ({ listener_id: listenerId, member_id: memberId }));
    if (toTrim.length > 0) {
      await client.query(TRIM_QUERY, [JSON.stringify(toTrim), RUNS_KEPT]);
    }
    this.#isLosing = false;
  }

  /** Which listeners' rows are to be tried again; those of a listener that is gone have nowhere to stand. */
  async #write(client: pg.PoolClient, query: string, rows: readonly object[]): Promise<(listenerId: string) => boolean> {
    const { rows: results } = await client.query(query, [this.#options.nodeId, JSON.stringify(rows)]);
    const left = z
      .array(WrittenRow)
      .parse(results)
      .filter((row) => !row.is_written);
    const ids = new Set(left.map((row) => row.listener_id));
    return (listenerId) => ids.has(listenerId);
  }

  #lose(): void {
    this.#lost += 1;
    if (!this.#isLosing) {
      this.#isLosing = true;
      this.#options.log.error('history:lost', { effect: 'the oldest probes and verdicts that wait for Postgres are forgotten' });
    }
  }
}
