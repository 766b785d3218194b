'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { asApiError } from '#components/api/form-errors.ts';
import { usePlan } from '#components/inspector/plans.ts';

/** What became of one item of a batch; `message` says why it was refused. */
export interface BatchState {
  is: 'waiting' | 'busy' | 'done' | 'failed';
  message?: string;
}

/** Writes of one region queue at the server: more at once would only wait there. */
const AT_ONCE = 3;

/**
 * Does the same to many, a request each: one that is refused does not hold up the others, and each says what became of it.
 * `run` resolves, when all have been tried, to whether all of them were done; a second `run` tries those that failed again.
 */
export function useBatch<Item extends { id: string }>(items: readonly Item[], act: (item: Item) => Promise<unknown>) {
  const queries = useQueryClient();
  const [states, setStates] = useState<Record<string, BatchState>>({});
  const [isRunning, setIsRunning] = useState(false);
  const done = useRef(new Set<string>());
  usePlan(() => (items.length > 0 ? () => Promise.all(items.map(act)) : null));

  const set = (id: string, state: BatchState) => setStates((all) => ({ ...all, [id]: state }));
  const one = async (item: Item) => {
    set(item.id, { is: 'busy' });
    try {
      await act(item);
      done.current.add(item.id);
      set(item.id, { is: 'done' });
    } catch (thrown) {
      set(item.id, { is: 'failed', message: asApiError(thrown).message });
    }
  };
  const run = async (): Promise<boolean> => {
    const left = items.filter(({ id }) => !done.current.has(id));
    setStates((all) => ({ ...all, ...Object.fromEntries(left.map(({ id }) => [id, { is: 'waiting' }])) }));
    setIsRunning(true);
    const queue = left[Symbol.iterator]();
    const worker = async () => {
      for (const item of queue) {
        await one(item);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    setIsRunning(false);
    await queries.invalidateQueries();
    return items.every(({ id }) => done.current.has(id));
  };
  return { states, isRunning, run };
}
