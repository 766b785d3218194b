import type { VerdictState } from '#domain/health-check.ts';
import type { Check, Probe, ProbeOutcome } from './check.ts';
import { NO_VERDICT, nextVerdict, type VerdictProgress } from './verdict.ts';

/** Each probe holds one descriptor; those beyond the limit wait for their turn. */
const PROBES_RUNNING_MAX = 1000;

export interface Verdict {
  state: VerdictState;
  /** For people: what the last probes found. */
  reason: string;
  since: Date;
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
  /** Called for each listener of a check whose verdict state has changed. */
  onVerdict: (listenerIds: string[], verdict: Verdict) => void;
  /** Called when probes succeed again after some failed, too few of them for a verdict. */
  onStable?: (listenerIds: string[]) => void;
  onInconclusive?: (check: Check, reason: string) => void;
  probesRunningMax?: number;
  random?: () => number;
}

interface RunningCheck {
  check: Check;
  progress: VerdictProgress;
  verdict: Verdict;
  /** By `performance.now()`: since when it has been healthy without a failed probe. Null when it is not. */
  stableSince: number | null;
  listenerIds: Set<string>;
  timer: NodeJS.Timeout | undefined;
  abort: AbortController;
}

/**
 * Runs the probes. A check is run once, however many listeners ask for it, and lives as long as one of them does.
 * The first probe of a check comes at a random moment of its first interval, so that many checks do not make a
 * burst; then the interval runs from the end of a probe to the start of the next (data-plane 6.6).
 */
export class HealthChecker {
  readonly #options: HealthCheckerOptions;
  readonly #running = new Map<string, RunningCheck>();
  readonly #keyOfListener = new Map<string, string>();
  readonly #saved = new Map<string, SavedVerdict>();
  readonly #queue: RunningCheck[] = [];
  #probesRunning = 0;

  constructor(options: HealthCheckerOptions) {
    this.#options = options;
  }

  /** Verdicts to begin with, for checks that start from now on. */
  restore(saved: SavedVerdict[]): void {
    for (const verdict of saved) {
      this.#saved.set(verdict.key, verdict);
    }
  }

  /** What shall be checked from now on, by listener id; what stays keeps its verdict and its rhythm. */
  setChecks(checks: ReadonlyMap<string, Check>): void {
    const wanted = new Map<string, RunningCheck>();
    for (const [listenerId, check] of checks) {
      let running = wanted.get(check.key);
      if (!running) {
        running = this.#running.get(check.key) ?? this.#begin(check, listenerId);
        running.listenerIds = new Set();
        wanted.set(check.key, running);
      }
      running.listenerIds.add(listenerId);
    }
    for (const [key, running] of this.#running) {
      if (!wanted.has(key)) {
        this.#end(running);
      }
    }
    this.#running.clear();
    this.#keyOfListener.clear();
    for (const [key, running] of wanted) {
      this.#running.set(key, running);
      for (const listenerId of running.listenerIds) {
        this.#keyOfListener.set(listenerId, key);
      }
      if (running.timer === undefined) {
        const random = this.#options.random ?? Math.random;
        this.#schedule(running, random() * running.check.intervalMs);
      }
    }
    this.#saved.clear();
  }

  verdictOf(listenerId: string): Verdict | undefined {
    const key = this.#keyOfListener.get(listenerId);
    return key === undefined ? undefined : this.#running.get(key)?.verdict;
  }

  /** For how long the target of a listener has been healthy without a failed probe; null when it is not. */
  stableMsOf(listenerId: string): number | null {
    const since = this.#running.get(this.#keyOfListener.get(listenerId) ?? '')?.stableSince ?? null;
    return since === null ? null : performance.now() - since;
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

  #begin(check: Check, listenerId: string): RunningCheck {
    const saved = this.#saved.get(check.key);
    const verdict: Verdict = saved
      ? { state: saved.state, reason: saved.reason, since: new Date(saved.since) }
      : (this.#sameQuestion(check, listenerId) ?? { state: 'unknown', reason: 'no verdict yet', since: new Date() });
    return {
      check,
      progress: { ...NO_VERDICT, state: verdict.state },
      verdict,
      stableSince: null,
      listenerIds: new Set(),
      timer: undefined,
      abort: new AbortController(),
    };
  }

  /** The verdict of the check that this listener had before, if only its timing or thresholds have changed. */
  #sameQuestion(check: Check, listenerId: string): Verdict | undefined {
    const before = this.#running.get(this.#keyOfListener.get(listenerId) ?? '');
    return before?.check.questionKey === check.questionKey ? before.verdict : undefined;
  }

  #end(running: RunningCheck): void {
    clearTimeout(running.timer);
    running.abort.abort();
  }

  #schedule(running: RunningCheck, delayMs: number): void {
    running.timer = setTimeout(() => {
      this.#queue.push(running);
      this.#startProbes();
    }, delayMs);
  }

  #startProbes(): void {
    const limit = this.#options.probesRunningMax ?? PROBES_RUNNING_MAX;
    while (this.#probesRunning < limit) {
      const running = this.#queue.shift();
      if (!running) {
        return;
      }
      if (!running.abort.signal.aborted) {
        this.#probesRunning += 1;
        void this.#probe(running);
      }
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
    running.progress = nextVerdict(running.progress, outcome.result, check);
    const { state } = running.progress;
    const wasStable = running.stableSince !== null;
    const isStable = state === 'healthy' && outcome.result === 'success';
    running.stableSince = isStable ? (running.stableSince ?? performance.now()) : null;
    if (state !== verdict.state) {
      running.verdict = { state, reason: outcome.reason, since: new Date() };
      this.#options.onVerdict([...running.listenerIds], running.verdict);
    } else if (isStable && !wasStable) {
      this.#options.onStable?.([...running.listenerIds]);
    }
  }
}
