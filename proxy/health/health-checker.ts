import type { VerdictState } from '#domain/health-check.ts';
import type { Check, Probe, ProbeOutcome } from './check.ts';
import { lengthened, type ProbeRun } from './probe-run.ts';
import { NO_VERDICT, nextVerdict, type VerdictProgress } from './verdict.ts';

/** Each probe holds one descriptor; those beyond the limit wait for their turn. */
const PROBES_RUNNING_MAX = 1000;

export interface Verdict {
  state: VerdictState;
  /** For people: what the last probes found. */
  reason: string;
  since: Date;
}

/** A member of a listener's group that is checked. */
export interface CheckedMember {
  listenerId: string;
  memberId: string;
}

/** A verdict as it is kept across a restart. */
export interface SavedVerdict {
  key: string;
  state: VerdictState;
  reason: string;
  since: string;
}

export interface HealthCheckerOptions {
  probe: Probe;
  /** Called when the verdict state of a check has changed, with all that asked for it and what it was before. */
  onVerdict: (members: CheckedMember[], verdict: Verdict, before: VerdictState) => void;
  /** Called when a run begins, and when a member joins one that had so many probes before. It becomes longer by itself. */
  onRun?: (members: CheckedMember[], run: ProbeRun, probesBefore: number) => void;
  /** Called when probes succeed again after some failed, too few of them for a verdict. */
  onStable?: (members: CheckedMember[]) => void;
  onInconclusive?: (check: Check, reason: string) => void;
  probesRunningMax?: number;
  random?: () => number;
}

/** What differs from what was asked for before; what is not named stays as it is. */
export interface ChecksChange {
  /** All checks of these listeners, by member id. */
  set: ReadonlyMap<string, ReadonlyMap<string, Check>>;
  remove: Iterable<string>;
}

interface Asker extends CheckedMember {
  running: RunningCheck;
}

interface RunningCheck {
  check: Check;
  progress: VerdictProgress;
  verdict: Verdict;
  /** What the last probes found; null before the first one. */
  run: ProbeRun | null;
  /** By `performance.now()`: since when it has been healthy without a failed probe. Null when it is not. */
  stableSince: number | null;
  askers: Set<Asker>;
  timer: NodeJS.Timeout | undefined;
  abort: AbortController;
}

/**
 * Runs the probes. A check is run once, however many members of however many listeners ask for it, and lives as long as
 * one of them does. The first probe of a check comes at a random moment of its first interval, so that many checks do
 * not make a burst; then the interval runs from the end of a probe to the start of the next (data-plane 6.6). A check
 * that begins takes over the verdict of one that asks the same question in another rhythm.
 */
export class HealthChecker {
  readonly #options: HealthCheckerOptions;
  readonly #running = new Map<string, RunningCheck>();
  readonly #byQuestion = new Map<string, Set<RunningCheck>>();
  readonly #askers = new Map<string, Map<string, Asker>>();
  readonly #saved = new Map<string, SavedVerdict>();
  /** Waiting for their turn, the oldest first. */
  readonly #queue = new Set<RunningCheck>();
  #probesRunning = 0;

  constructor(options: HealthCheckerOptions) {
    this.#options = options;
  }

  /** Verdicts to begin with, for the checks of the next change. */
  restore(saved: SavedVerdict[]): void {
    for (const verdict of saved) {
      this.#saved.set(verdict.key, verdict);
    }
  }

  /** What a listener or member leaves and another one takes up goes on without a break: nothing ends before all began. */
  change({ set, remove }: ChecksChange): void {
    const left: Asker[] = [];
    for (const [listenerId, checks] of set) {
      this.#set(listenerId, checks, left);
    }
    for (const listenerId of remove) {
      left.push(...(this.#askers.get(listenerId)?.values() ?? []));
      this.#askers.delete(listenerId);
    }
    for (const asker of left) {
      this.#leave(asker);
    }
    this.#saved.clear();
  }

  verdictOf(listenerId: string, memberId: string): Verdict | undefined {
    return this.#askers.get(listenerId)?.get(memberId)?.running.verdict;
  }

  /** For how long a member has been healthy without a failed probe; null when it is not. */
  stableMsOf(listenerId: string, memberId: string): number | null {
    const since = this.#askers.get(listenerId)?.get(memberId)?.running.stableSince ?? null;
    return since === null ? null : performance.now() - since;
  }

  /** How many different checks are run. */
  get checksRunning(): number {
    return this.#running.size;
  }

  verdicts(): SavedVerdict[] {
    return Array.from(this.#running.values(), ({ check, verdict }) => ({
      key: check.key,
      state: verdict.state,
      reason: verdict.reason,
      since: verdict.since.toISOString(),
    })).filter((verdict) => verdict.state !== 'unknown');
  }

  /** Ends the probes; the verdicts stay as they are, for whoever still has to save them. */
  stop(): void {
    for (const running of this.#running.values()) {
      this.#end(running);
    }
  }

  /** Askers whose check is another one now, or none, are added to `left`. */
  #set(listenerId: string, checks: ReadonlyMap<string, Check>, left: Asker[]): void {
    const before = this.#askers.get(listenerId);
    const askers = new Map<string, Asker>();
    for (const [memberId, check] of checks) {
      const same = before?.get(memberId);
      askers.set(memberId, same?.running.check.key === check.key ? same : this.#ask({ listenerId, memberId }, check, same?.running));
    }
    for (const [memberId, asker] of before ?? []) {
      if (askers.get(memberId) !== asker) {
        left.push(asker);
      }
    }
    if (askers.size > 0) {
      this.#askers.set(listenerId, askers);
    } else {
      this.#askers.delete(listenerId);
    }
  }

  #ask(member: CheckedMember, check: Check, before: RunningCheck | undefined): Asker {
    const running = this.#running.get(check.key) ?? this.#begin(check, before);
    const asker = { ...member, running };
    running.askers.add(asker);
    if (running.run) {
      this.#options.onRun?.([member], running.run, running.run.probes);
    }
    return asker;
  }

  #leave(asker: Asker): void {
    const { running } = asker;
    const { key, questionKey } = running.check;
    running.askers.delete(asker);
    if (running.askers.size > 0) {
      return;
    }
    this.#end(running);
    this.#running.delete(key);
    const others = this.#byQuestion.get(questionKey);
    others?.delete(running);
    if (others?.size === 0) {
      this.#byQuestion.delete(questionKey);
    }
  }

  #begin(check: Check, before: RunningCheck | undefined): RunningCheck {
    const verdict = this.#verdictToBeginWith(check, before);
    const running: RunningCheck = {
      check,
      progress: { ...NO_VERDICT, state: verdict.state },
      verdict,
      run: null,
      stableSince: null,
      askers: new Set(),
      timer: undefined,
      abort: new AbortController(),
    };
    this.#running.set(check.key, running);
    const others = this.#byQuestion.get(check.questionKey);
    if (others) {
      others.add(running);
    } else {
      this.#byQuestion.set(check.questionKey, new Set([running]));
    }
    this.#schedule(running, (this.#options.random ?? Math.random)() * check.intervalMs);
    return running;
  }

  /** What the member's own check found counts before what that of another one found, in another rhythm. */
  #verdictToBeginWith(check: Check, before: RunningCheck | undefined): Verdict {
    const saved = this.#saved.get(check.key);
    if (saved) {
      return { state: saved.state, reason: saved.reason, since: new Date(saved.since) };
    }
    const [other] = this.#byQuestion.get(check.questionKey) ?? [];
    const same = before?.check.questionKey === check.questionKey ? before : other;
    return same?.verdict ?? { state: 'unknown', reason: 'no verdict yet', since: new Date() };
  }

  #end(running: RunningCheck): void {
    clearTimeout(running.timer);
    this.#queue.delete(running);
    running.abort.abort();
  }

  #schedule(running: RunningCheck, delayMs: number): void {
    running.timer = setTimeout(() => {
      this.#queue.add(running);
      this.#startProbes();
    }, delayMs);
  }

  #startProbes(): void {
    const limit = this.#options.probesRunningMax ?? PROBES_RUNNING_MAX;
    for (const running of this.#queue) {
      if (this.#probesRunning >= limit) {
        return;
      }
      this.#queue.delete(running);
      this.#probesRunning += 1;
      void this.#probe(running);
    }
  }

  async #probe(running: RunningCheck): Promise<void> {
    const { check, abort } = running;
    let outcome: ProbeOutcome;
    try {
      outcome = await this.#options.probe(check, abort.signal);
    } catch (error) {
      outcome = { result: 'inconclusive', reason: error instanceof Error ? error.message : String(error) };
    }
    this.#probesRunning -= 1;
    if (!abort.signal.aborted) {
      this.#schedule(running, check.intervalMs);
      this.#judge(running, outcome);
    }
    this.#startProbes();
  }

  #judge(running: RunningCheck, outcome: ProbeOutcome): void {
    const { check, verdict } = running;
    if (outcome.result === 'inconclusive') {
      this.#options.onInconclusive?.(check, outcome.reason);
      return;
    }
    this.#record(running, outcome);
    running.progress = nextVerdict(running.progress, outcome.result, check);
    const { state } = running.progress;
    const wasStable = running.stableSince !== null;
    const isStable = state === 'healthy' && outcome.result === 'success';
    running.stableSince = isStable ? (running.stableSince ?? performance.now()) : null;
    if (state !== verdict.state) {
      running.verdict = { state, reason: outcome.reason, since: new Date() };
      this.#options.onVerdict(membersOf(running), running.verdict, verdict.state);
    } else if (isStable && !wasStable) {
      this.#options.onStable?.(membersOf(running));
    }
  }

  #record(running: RunningCheck, outcome: ProbeOutcome): void {
    const run = lengthened(running.run, outcome, Date.now());
    if (run !== running.run) {
      running.run = run;
      this.#options.onRun?.(membersOf(running), run, 0);
    }
  }
}

function membersOf(running: RunningCheck): CheckedMember[] {
  return Array.from(running.askers, ({ listenerId, memberId }) => ({ listenerId, memberId }));
}
