import { DomainError } from '#domain/domain-error.ts';
import { processWide } from './process-wide.ts';

/** Fewer than the pool has connections: writers that wait for a region leave some to those who read. */
const WRITERS_MAX = 6;
const WAITING_MAX = 200;

interface Gate {
  writers: number;
  /** In order of arrival. */
  waiting: Set<() => void>;
}

/** Runs `act` when fewer than WRITERS_MAX others run; refuses it when its turn does not come within `waitMs`. */
export async function passWriteGate<T>(waitMs: number, act: () => Promise<T>): Promise<T> {
  const gate = processWide<Gate>('write-gate', '', () => ({ writers: 0, waiting: new Set() }));
  if (gate.writers >= WRITERS_MAX) {
    await turn(gate, waitMs);
  } else {
    gate.writers += 1;
  }
  try {
    return await act();
  } finally {
    const [next] = gate.waiting;
    if (next) {
      // The place goes on to the next one, so the number of writers stays.
      gate.waiting.delete(next);
      next();
    } else {
      gate.writers -= 1;
    }
  }
}

function turn({ waiting }: Gate, waitMs: number): Promise<void> {
  const tooBusy = () => new DomainError('ServiceUnavailable', 'Too many changes are waiting. Nothing was changed; try again.');
  return new Promise((resolve, reject) => {
    if (waiting.size >= WAITING_MAX) {
      reject(tooBusy());
      return;
    }
    const enter = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      waiting.delete(enter);
      reject(tooBusy());
    }, waitMs);
    waiting.add(enter);
  });
}
