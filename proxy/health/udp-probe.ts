import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Check, ProbeOutcome } from './check.ts';
import { noAnswer, outcomeOfError } from './probe-failure.ts';

const REASONS = { ECONNREFUSED: 'port unreachable' };

/**
 * Without strings: an empty datagram; silence is success, "port unreachable" is failure, and so is a reply success.
 * With strings: the request; the expected string must come back, trailing line end or not (data-plane 6.4).
 */
export function probeUdp(check: Check, signal: AbortSignal): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    // A connected socket is told of ICMP errors.
    const socket = createSocket(isIPv6(check.address) ? 'udp6' : 'udp4');
    let isFinished = false;
    const finish = (outcome: ProbeOutcome) => {
      if (isFinished) {
        return;
      }
      isFinished = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.close();
      resolve(outcome);
    };
    const abort = () => finish({ result: 'inconclusive', reason: 'stopped' });
    const silence = (): ProbeOutcome =>
      check.expected === null ? { result: 'success', reason: 'no "port unreachable" came back' } : noAnswer(check);
    // Timers run before sockets: after a stall of this process the answer may be waiting, so it is looked for first.
    const timer = setTimeout(() => setImmediate(() => finish(silence())), check.timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', (error) => finish(outcomeOfError(error, REASONS)));
    socket.on('message', (datagram) => finish(judgeReply(check, datagram)));
    socket.on('connect', () => {
      if (isFinished) {
        return;
      }
      socket.send(check.request ?? '', (error) => {
        if (error !== null) {
          finish(outcomeOfError(error, REASONS));
        }
      });
    });
    socket.connect(check.port, check.address);
  });
}

function judgeReply(check: Check, datagram: Buffer): ProbeOutcome {
  if (check.expected === null) {
    return { result: 'success', reason: 'a reply came' };
  }
  return datagram.toString('latin1').replace(/[\r\n\0]+$/, '') === check.expected
    ? { result: 'success', reason: 'the expected reply came' }
    : { result: 'failure', reason: 'another reply than the expected one' };
}
