import { readEnvironment } from './environment.ts';
import { closeStreams } from './events/open-streams.ts';
import { startReleaseTimer } from './load-balancer/release-timer.ts';
import { startPruneTimer } from './operation-log/prune-timer.ts';
import { startResealing } from './secrets/reseal-timer.ts';

/** Once per console process, before it answers: refuses a wrong environment, starts what runs beside requests, and makes an orderly end possible. */
export function startConsole(): void {
  readEnvironment();
  const stopReleaseTimer = startReleaseTimer();
  const stopPruneTimer = startPruneTimer();
  const stopResealing = startResealing();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stopReleaseTimer();
      stopPruneTimer();
      stopResealing();
      closeStreams();
    });
  }
}
