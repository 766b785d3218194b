/**
 * Resolves with the first value of `condition` that is neither false, null nor undefined; throws with `what`, and the last
 * error as its cause, when that takes longer than `timeoutMs`. `what` as a function is asked at the end only.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  {
    timeoutMs = 60_000,
    intervalMs = 10,
    what = 'the condition',
  }: { timeoutMs?: number; intervalMs?: number; what?: string | (() => string) } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined) {
        return value as NonNullable<Exclude<T, false>>;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > end) {
      throw new Error(`Waited ${timeoutMs} ms for ${typeof what === 'string' ? what : what()}`, { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
