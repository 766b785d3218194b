import { localShortage } from '#proxy/local-shortage.ts';
import type { Check, ProbeOutcome } from './check.ts';

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'host unreachable',
  EHOSTDOWN: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'no answer',
  EACCES: 'forbidden by a firewall',
  EPERM: 'forbidden by a firewall',
};

/** Turns a socket error into an outcome with a reason for people. */
export function outcomeOfError(error: NodeJS.ErrnoException, reasons: Record<string, string> = {}): ProbeOutcome {
  const shortage = localShortage(error);
  if (shortage !== undefined) {
    // The probe was never sent, so it must not count against the server.
    return { result: 'inconclusive', reason: shortage };
  }
  const code = error.code ?? '';
  return { result: 'failure', reason: reasons[code] ?? REASONS[code] ?? error.message };
}

export function noAnswer(check: Check): ProbeOutcome {
  return { result: 'failure', reason: `no answer in ${check.timeoutMs / 1000} s` };
}
