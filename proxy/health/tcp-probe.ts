import { connect } from 'node:net';
import type { Check, ProbeOutcome } from './check.ts';
import { noAnswer, outcomeOfError } from './probe-failure.ts';

/** Connects, sends nothing, and closes with a reset (data-plane 6.2). */
export function probeTcp(check: Check, signal: AbortSignal): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const socket = connect({ host: check.address, port: check.port, noDelay: true });
    const finish = (outcome: ProbeOutcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (socket.connecting) {
        socket.destroy();
      } else {
        socket.resetAndDestroy();
      }
      resolve(outcome);
    };
    const abort = () => finish({ result: 'inconclusive', reason: 'stopped' });
    // Timers run before sockets: after a stall of this process the answer may be waiting, so it is looked for first.
    const timer = setTimeout(() => setImmediate(() => finish(noAnswer(check))), check.timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => finish({ result: 'success', reason: 'connection accepted' }));
    socket.on('error', (error) => finish(outcomeOfError(error)));
  });
}
