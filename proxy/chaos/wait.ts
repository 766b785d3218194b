import { waitFor as waitForCondition } from '#test/wait.ts';
import { WAIT_MS } from './stage.ts';

/** As the one for other tests, but for conditions that a machine under fire reaches late. */
export function waitFor<T>(condition: () => T | Promise<T>, options: Parameters<typeof waitForCondition>[1] = {}) {
  return waitForCondition(condition, { timeoutMs: WAIT_MS, ...options });
}
