'use client';

import { useState } from 'react';

const PREFIX = 'draft:';

/**
 * What was typed into a form and not sent yet, kept for this tab: a reload or a wrong step Back loses nothing. Secrets do not
 * belong into it. `name` tells the form and what it is about; the form begins with `kept`.
 */
export function useDraft<Kept extends object>(name: string): Draft<Kept> {
  const [draft] = useState(() => new Draft<Kept>(`${PREFIX}${name}`));
  return draft;
}

/** Of everything: who signs in next is somebody else, perhaps. */
export function dropDrafts(): void {
  for (const key of withStorage((storage) => Object.keys(storage).filter((one) => one.startsWith(PREFIX))) ?? []) {
    withStorage((storage) => storage.removeItem(key));
  }
}

export class Draft<Kept extends object> {
  readonly #key: string;
  #isOver = false;
  /** What there was when the form was opened. */
  readonly kept: Kept | null;

  constructor(key: string) {
    this.#key = key;
    this.kept = parse(withStorage((storage) => storage.getItem(key)) ?? null) as Kept | null;
  }

  keep(value: Kept): void {
    if (!this.#isOver) {
      withStorage((storage) => storage.setItem(this.#key, JSON.stringify(value)));
    }
  }

  /** Nothing that differs from how the form began: there is nothing to keep, until something is typed. */
  clear(): void {
    withStorage((storage) => storage.removeItem(this.#key));
  }

  /** It was sent, or given up: later words of the same form are not kept any more. */
  drop(): void {
    this.#isOver = true;
    this.clear();
  }
}

/** A browser may refuse to store anything, or be full: then nothing is kept, and the form works as ever. */
function withStorage<Result>(use: (storage: Storage) => Result): Result | undefined {
  try {
    return use(window.sessionStorage);
  } catch {
    return undefined;
  }
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
