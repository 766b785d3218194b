import { tellPeerAddresses } from './client-address.ts';
import { startExpiryTimer } from './credential/expiry-timer.ts';
import { readEnvironment } from './environment.ts';
import { closeStreams } from './events/open-streams.ts';
import { startReleaseTimer } from './load-balancer/release-timer.ts';
import { endBoundedWindows } from './operation-log/bounded.ts';
import { startPruneTimer } from './operation-log/prune-timer.ts';
import { warnOfPlainHttp } from './plain-http.ts';
import { redactOutput } from './redact-output.ts';
import { startResealing } from './secrets/reseal-timer.ts';
import { turnAwayUnreadable } from './unreadable-requests.ts';

/** Once per console process, before it answers: refuses a wrong environment, starts what runs beside requests, and makes an orderly end possible. */
export function startConsole(): void {
  redactOutput();
  warnOfPlainHttp(readEnvironment().publicUrl);
  tellPeerAddresses();
  turnAwayUnreadable();
  const stops = [startReleaseTimer(), startPruneTimer(), startExpiryTimer(), startResealing()];
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      for (const stop of stops) {
        stop();
      }
      closeStreams();
      void endBoundedWindows();
    });
  }
}
