import type { ListenerCounters } from './engine.ts';
import { ListenerTraffic } from './listener-traffic.ts';

/** Totals of removed listeners are kept until they have surely been read; the oldest go first. */
const REMOVED_LISTENERS_MAX = 10_000;

/** What all listeners of an engine have counted, also those that are gone. */
export class TrafficBook {
  readonly #traffic = new Map<string, ListenerTraffic>();

  /** The same object each time, so that a listener that comes back counts on. */
  of(listenerId: string): ListenerTraffic {
    let traffic = this.#traffic.get(listenerId);
    if (!traffic) {
      traffic = new ListenerTraffic(listenerId);
      this.#traffic.set(listenerId, traffic);
    }
    return traffic;
  }

  /** Forgets the oldest of the others, as far as there are too many. */
  keep(running: Pick<ReadonlySet<string>, 'has' | 'size'>): void {
    let excess = this.#traffic.size - running.size - REMOVED_LISTENERS_MAX;
    for (const id of this.#traffic.keys()) {
      if (excess <= 0) {
        return;
      }
      if (!running.has(id)) {
        this.#traffic.delete(id);
        excess -= 1;
      }
    }
  }

  takeChanged(): ListenerCounters[] {
    const changed: ListenerCounters[] = [];
    for (const traffic of this.#traffic.values()) {
      const counters = traffic.takeChanged();
      if (counters !== null) {
        changed.push(counters);
      }
    }
    return changed;
  }

  readOne(listenerId: string): ListenerCounters | undefined {
    return this.#traffic.get(listenerId)?.read();
  }

  read(): ListenerCounters[] {
    return Array.from(this.#traffic.values(), (traffic) => traffic.read());
  }
}
