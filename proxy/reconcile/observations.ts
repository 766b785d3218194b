import type { ServedBy } from '#proxy/engine/engine.ts';
import type { Verdict } from '#proxy/health/health-checker.ts';
import type { Log } from '#proxy/log.ts';
import type { ObservedListener, ObservedVerdict } from './observed.ts';
import type { ListenerOutline, PlannedListener } from './planned.ts';
import type { TrafficDirector } from './traffic-director.ts';

/** The largest number of its column; a listener may be tried for weeks before its port becomes free. */
const DELAY_MS_MAX = 2 ** 31 - 1;

type VerdictOf = (listenerId: string, memberId: string) => Verdict | undefined;

export interface ObservationsOptions {
  director: TrafficDirector;
  /** What is found of standbys. */
  readinessOf: VerdictOf;
  servedBy: (listenerId: string) => ServedBy;
  log: Log;
  /** A change that was seen coming is in force. */
  onApplied: (delayMs: number) => void;
}

/** What is to be said of every listener, and of which of them something new is to be said. */
export class Observations {
  readonly #options: ObservationsOptions;
  readonly #observed = new Map<string, ObservedListener>();
  readonly #changed = new Set<string>();
  /** The first state after a start was not seen changing, so its age says nothing. */
  #isFirst = true;

  constructor(options: ObservationsOptions) {
    this.#options = options;
  }

  get all(): ReadonlyMap<string, ObservedListener> {
    return this.#observed;
  }

  /** `planned`: what is in force, or would be without `error`. */
  see(of: ListenerOutline, state: ObservedListener['state'], error: ObservedListener['error'], planned: PlannedListener | undefined): void {
    const before = this.#observed.get(of.id);
    const isSame = before?.revision === of.revision && before.state === state && before.error?.message === error?.message;
    const delayMs = isSame ? before.delayMs : this.#delayMs(of);
    if (!isSame) {
      this.#logChange(of, state, error, before);
      if (delayMs !== null && error === null) {
        this.#options.onApplied(delayMs);
      }
    }
    this.#observed.set(of.id, {
      listenerId: of.id,
      regionId: of.regionId,
      place: of.place,
      revision: of.revision,
      state,
      error,
      appliedAt: isSame ? before.appliedAt : new Date(),
      delayMs,
      ...this.#present(of.id, state, planned),
    });
    this.#changed.add(of.id);
  }

  /** Who serves, what moves the bytes or what the checks say may have changed. */
  refresh(planned: PlannedListener): void {
    const before = this.#observed.get(planned.id);
    if (before) {
      this.#observed.set(planned.id, { ...before, ...this.#present(planned.id, before.state, planned) });
      this.#changed.add(planned.id);
    }
  }

  remove(listenerId: string): void {
    const before = this.#observed.get(listenerId);
    if (before) {
      this.#observed.delete(listenerId);
      this.#changed.add(listenerId);
      this.#options.log.info('listener:removed', { id: listenerId, ...before.place });
    }
  }

  /** What follows was seen changing. */
  firstIsSeen(): void {
    this.#isFirst = false;
  }

  /** What is new since the last call. */
  takeChanged(): Map<string, ObservedListener | null> {
    const changed = new Map(Array.from(this.#changed, (id) => [id, this.#observed.get(id) ?? null]));
    this.#changed.clear();
    return changed;
  }

  #logChange(of: ListenerOutline, state: string, error: ObservedListener['error'], before: ObservedListener | undefined): void {
    const { log } = this.#options;
    const fields = { id: of.id, ...of.place, revision: of.revision };
    if (error) {
      log.error('listener:failed', { ...fields, code: error.code, reason: error.message });
    } else if (before?.state !== state) {
      log.info(state === 'in_force' ? 'listener:started' : 'listener:stopped', fields);
    } else {
      log.info('listener:changed', fields);
    }
  }

  #delayMs({ changedAt }: ListenerOutline): number | null {
    if (this.#isFirst || changedAt === null) {
      return null;
    }
    return Math.min(DELAY_MS_MAX, Math.max(0, Math.round(performance.now() - changedAt)));
  }

  /** What may change while the revision stays. */
  #present(
    id: string,
    state: ObservedListener['state'],
    planned: PlannedListener | undefined,
  ): Pick<ObservedListener, 'serving' | 'servedBy' | 'verdicts' | 'readiness'> {
    const { director, readinessOf, servedBy } = this.#options;
    const serving = director.servingOf(id);
    return {
      serving: serving && state === 'in_force' ? { role: serving.role, since: serving.since, reason: serving.reason } : null,
      servedBy: state === 'in_force' ? servedBy(id) : null,
      verdicts: verdictsOf((listenerId, memberId) => director.verdictOf(listenerId, memberId), id, planned?.checks),
      readiness: verdictsOf(readinessOf, id, planned?.readiness),
    };
  }
}

function verdictsOf(verdictOf: VerdictOf, listenerId: string, checks: ReadonlyMap<string, unknown> = new Map()): ObservedVerdict[] {
  return Array.from(checks.keys(), (memberId): ObservedVerdict[] => {
    const verdict = verdictOf(listenerId, memberId);
    return verdict ? [{ memberId, ...verdict }] : [];
  }).flat();
}
