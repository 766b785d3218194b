import type { CheckedMember } from '#proxy/health/health-checker.ts';
import type { ProbeRun } from '#proxy/health/probe-run.ts';

/** Of one transaction, and there is one with each heartbeat: more wait, and so the database is not written for each probe. */
const ROWS_PER_REPORT = 2000;
/** Of these, rows of runs that only became longer. */
const GROWN_PER_REPORT = 100;
const GROWN_AGAIN_MS = 10_000;
/** Runs that have ended wait for Postgres up to this number; then the oldest are lost. */
const ENDED_MAX = 10_000;
/** The older runs of a member are looked for after it has had so many new ones. */
const RUNS_PER_TRIM = 50;

export interface RunRow {
  listener_id: string;
  member_id: string;
  first_at: Date;
  last_at: Date;
  ok: boolean;
  reason: string;
  probes: number;
}

/** A run as one member has a part in it: its listener may have joined a check whose run went on already. */
interface PartOfRun {
  run: ProbeRun;
  /** Ms since 1970. */
  firstAt: number;
  probesBefore: number;
}

interface Entry extends PartOfRun {
  member: CheckedMember;
  probesWritten: number;
  lookedAt: number;
  runsSinceTrim: number;
}

/** Rows that were taken, each with the run that it stands for; null: that has ended. */
export type TakenRuns = readonly { row: RunRow; entry: Entry | null }[];

export interface RunLedgerOptions {
  /** Whether any check of the member is run at present. */
  isChecked: (member: CheckedMember) => boolean;
  onLost: (row: RunRow) => void;
}

/**
 * Runs of probes on their way to Postgres. A run is written when it begins, when it ends, and now and then while it
 * becomes longer: at most so many of those in a report, those first that were written longest ago.
 */
export class RunLedger {
  readonly #options: RunLedgerOptions;
  /** By listener and member; those that were looked at longest ago come first. */
  readonly #current = new Map<string, Entry>();
  /** Have no row yet. */
  readonly #fresh = new Set<Entry>();
  readonly #toTrim = new Map<string, CheckedMember>();
  #ended: RunRow[] = [];

  constructor(options: RunLedgerOptions) {
    this.#options = options;
  }

  /** The probes of these members are told by this run from now on, which the checker makes longer. */
  begin(members: readonly CheckedMember[], part: PartOfRun, monotonicNow: number): void {
    for (const member of members) {
      const key = keyOf(member);
      const before = this.#current.get(key);
      if (before) {
        this.#end(key, before);
      }
      const entry: Entry = {
        ...part,
        member,
        probesWritten: 0,
        lookedAt: monotonicNow,
        runsSinceTrim: (before?.runsSinceTrim ?? 0) + 1,
      };
      this.#countForTrim(key, entry);
      this.#current.set(key, entry);
      this.#fresh.add(entry);
    }
  }

  /** What is to be written next. Nothing of it is forgotten before `acknowledge`. `isLast`: this process ends. */
  take(monotonicNow: number, isLast: boolean): TakenRuns {
    const grown = this.#grown(monotonicNow, isLast);
    const taken: { row: RunRow; entry: Entry | null }[] = this.#ended.slice(0, ROWS_PER_REPORT).map((row) => ({ row, entry: null }));
    for (const entry of [...this.#fresh, ...grown]) {
      if (taken.length >= ROWS_PER_REPORT) {
        break;
      }
      const row = rowOf(entry);
      if (row.probes > entry.probesWritten) {
        taken.push({ row, entry });
      }
    }
    return taken;
  }

  /** `isLeft`: the rows of this listener could not be written now. */
  acknowledge(taken: TakenRuns, isLeft: (listenerId: string) => boolean): void {
    const written = taken.filter(({ row }) => !isLeft(row.listener_id));
    const rows = new Set(written.map(({ row }) => row));
    this.#ended = this.#ended.filter((row) => !rows.has(row));
    for (const { row, entry } of written) {
      if (entry) {
        entry.probesWritten = row.probes;
        this.#fresh.delete(entry);
      }
    }
  }

  /** Members that may have more runs than are kept. */
  takeToTrim(): CheckedMember[] {
    const members = [...this.#toTrim.values()];
    this.#toTrim.clear();
    return members;
  }

  #grown(monotonicNow: number, isLast: boolean): Entry[] {
    const looked: [string, Entry][] = [];
    for (const [key, entry] of this.#current) {
      if (!isLast && (looked.length >= GROWN_PER_REPORT || monotonicNow - entry.lookedAt < GROWN_AGAIN_MS)) {
        break;
      }
      looked.push([key, entry]);
    }
    for (const [key, entry] of looked) {
      if (this.#options.isChecked(entry.member)) {
        entry.lookedAt = monotonicNow;
        this.#current.delete(key);
        this.#current.set(key, entry);
      } else {
        this.#end(key, entry);
      }
    }
    return looked.map(([, entry]) => entry).filter((entry) => this.#current.get(keyOf(entry.member)) === entry && !this.#fresh.has(entry));
  }

  #end(key: string, entry: Entry): void {
    this.#current.delete(key);
    this.#fresh.delete(entry);
    const row = rowOf(entry);
    if (row.probes > entry.probesWritten) {
      this.#ended.push(row);
      if (this.#ended.length > ENDED_MAX) {
        for (const lost of this.#ended.splice(0, this.#ended.length - ENDED_MAX)) {
          this.#options.onLost(lost);
        }
      }
    }
  }

  #countForTrim(key: string, entry: Entry): void {
    if (entry.runsSinceTrim >= RUNS_PER_TRIM) {
      entry.runsSinceTrim = 0;
      this.#toTrim.set(key, entry.member);
    }
  }
}

function rowOf({ member, run, firstAt, probesBefore }: Entry): RunRow {
  return {
    listener_id: member.listenerId,
    member_id: member.memberId,
    first_at: new Date(firstAt),
    last_at: new Date(Math.max(run.lastAt, firstAt)),
    ok: run.ok,
    reason: run.reason,
    probes: run.probes - probesBefore,
  };
}

function keyOf({ listenerId, memberId }: CheckedMember): string {
  return `${listenerId} ${memberId}`;
}
