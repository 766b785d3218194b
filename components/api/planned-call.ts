import { type ApiCall, isRead } from './call.ts';

/**
 * Whether `callsOf` may run it. An async function could wait for something else before its first call, and would then
 * make that in earnest.
 */
export function canBePlanned(run: (...input: never[]) => unknown): boolean {
  return run.constructor === Function;
}

let planned: ApiCall[] | null = null;

/**
 * The calls that `run` would make, without making them: it runs up to its first call, which never returns. Empty when it
 * reads first and what it then writes is not known.
 */
export function callsOf(run: () => unknown): ApiCall[] {
  const calls: ApiCall[] = [];
  planned = calls;
  try {
    run();
  } finally {
    planned = null;
  }
  return calls.every(isRead) ? [] : calls;
}

/** True while `callsOf` asks: then the call is noted, and must not be made. */
export function isOnlyPlanned(call: ApiCall): boolean {
  planned?.push(call);
  return planned !== null;
}
