import { log } from './log.ts';

/**
 * Does something again and again beside the requests, never twice at once; a failure is logged as `failed`. The first time is after
 * `firstMs`, or else `everyMs`. Returns what ends it.
 */
export function repeat(
  act: () => Promise<void>,
  { everyMs, firstMs = everyMs, failed }: { everyMs: number; firstMs?: number; failed: string },
): () => void {
  let isBusy = false;
  const once = async () => {
    if (isBusy) {
      return;
    }
    isBusy = true;
    try {
      await act();
    } catch (error) {
      log('warn', failed, { error });
    } finally {
      isBusy = false;
    }
  };
  let timer = setTimeout(() => {
    void once();
    timer = setInterval(() => void once(), everyMs);
    timer.unref();
  }, firstMs);
  timer.unref();
  // Either kind is ended so.
  return () => clearTimeout(timer);
}
