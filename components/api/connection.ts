'use client';

import { useSyncExternalStore } from 'react';

/** What the page knows about its connection to the console. */
export interface Connection {
  isLost: boolean;
  /** When the last good answer came, ms. */
  knownAt: number;
}

/** No answer for this long, while the page is open and asks every few seconds, is a lost connection too. */
const SILENCE_MS = 10_000;

let watchedSince = 0;
let state: Connection = { isLost: false, knownAt: Date.now() };
const listeners = new Set<() => void>();
const INITIAL: Connection = { isLost: false, knownAt: 0 };

function change(next: Connection): void {
  const isNews = next.isLost !== state.isLost;
  state = isNews || !next.isLost ? next : state;
  if (isNews) {
    for (const listener of listeners) {
      listener();
    }
  }
}

export function answered(): void {
  change({ isLost: false, knownAt: Date.now() });
}

export function lost(): void {
  change({ isLost: true, knownAt: state.knownAt });
}

/** A hidden page does not ask, so its silence counts from the moment it is looked at again. */
export function watched(): void {
  watchedSince = Date.now();
}

/** For pages whose requests neither end nor fail, and for machines that slept. */
export function checkSilence(): void {
  if (document.visibilityState === 'visible' && Date.now() - Math.max(state.knownAt, watchedSince) > SILENCE_MS) {
    lost();
  }
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
    () => INITIAL,
  );
}
