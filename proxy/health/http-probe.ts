import { connect, isIPv6 } from 'node:net';
import { HttpStatusClass } from '#domain/health-check.ts';
import type { Check, HttpQuestion, ProbeOutcome } from './check.ts';
import { noAnswer, outcomeOfError } from './probe-failure.ts';

const HEAD_CHARACTERS_MAX = 16 * 1024;
const BODY_BYTES_MAX = 8 * 1024;
/** The verdict stands when the body begins; the rest is read only to let the server finish its answer. */
const BODY_MS_MAX = 1000;
const BROKE_OFF = 'the answer broke off';
const NO_ANSWER_REASONS = { EPIPE: 'connection reset' };
const HALF_ANSWER_REASONS = { EPIPE: BROKE_OFF, ECONNRESET: BROKE_OFF };

type Answer = { kind: 'incomplete' } | { kind: 'not-http'; reason: string } | { kind: 'status'; status: number; bodyBytes: number };

/**
 * Asks once over a connection of its own, follows no redirect, and is satisfied by a status code of the chosen
 * classes (data-plane 6.3). The code counts when the whole header has come; the body is cut at 8 KB.
 */
export function probeHttp(check: Check, http: HttpQuestion, signal: AbortSignal): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const socket = connect({ host: check.address, port: check.port, noDelay: true });
    let head = '';
    let bodyBytes = 0;
    let verdict: ProbeOutcome | undefined;
    let bodyTimer: NodeJS.Timeout | undefined;
    const finish = (outcome: ProbeOutcome) => {
      clearTimeout(timer);
      clearTimeout(bodyTimer);
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(outcome);
    };
    const abort = () => finish({ result: 'inconclusive', reason: 'stopped' });
    // Timers run before sockets: after a stall of this process the answer may be waiting, so it is looked for first.
    const timer = setTimeout(() => setImmediate(() => finish(verdict ?? noAnswer(check))), check.timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => socket.write(requestOf(check, http)));
    socket.on('data', (chunk) => {
      if (verdict) {
        bodyBytes += chunk.length;
      } else {
        head += chunk.toString('latin1');
        const answer = readAnswer(head);
        if (answer.kind === 'incomplete') {
          return;
        }
        verdict = judge(answer, http);
        if (answer.kind === 'not-http' || http.method === 'HEAD') {
          finish(verdict);
          return;
        }
        bodyBytes = answer.bodyBytes;
        bodyTimer = setTimeout(finish, BODY_MS_MAX, verdict);
      }
      if (bodyBytes >= BODY_BYTES_MAX) {
        finish(verdict);
      }
    });
    socket.on('end', () => finish(verdict ?? { result: 'failure', reason: head === '' ? 'closed without an answer' : BROKE_OFF }));
    socket.on('error', (error) => finish(verdict ?? outcomeOfError(error, head === '' ? NO_ANSWER_REASONS : HALF_ANSWER_REASONS)));
  });
}

/** HTTP/1.0, so that the server closes after its answer and sends it in one piece. */
function requestOf(check: Check, http: HttpQuestion): string {
  const host = http.domain ?? (isIPv6(check.address) ? `[${check.address}]` : check.address);
  const lines = [
    `${http.method} ${http.path} HTTP/1.0`,
    `Host: ${host}`,
    'User-Agent: KeepAliveClient',
    'Accept: */*',
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function readAnswer(head: string): Answer {
  const start = 'HTTP/1.';
  if (!head.startsWith(start.slice(0, head.length))) {
    return { kind: 'not-http', reason: 'not an HTTP answer' };
  }
  const end = /\r?\n\r?\n/.exec(head);
  const headLength = end ? end.index + end[0].length : head.length;
  if (headLength > HEAD_CHARACTERS_MAX) {
    return { kind: 'not-http', reason: `an HTTP header of more than ${HEAD_CHARACTERS_MAX / 1024} KB` };
  }
  if (!end) {
    return { kind: 'incomplete' };
  }
  const status = /^HTTP\/1\.\d ([1-5]\d\d)(?: [^\n]*)?\r?\n/.exec(head)?.[1];
  return status === undefined
    ? { kind: 'not-http', reason: 'not an HTTP answer' }
    : { kind: 'status', status: Number(status), bodyBytes: head.length - headLength };
}

function judge(answer: Exclude<Answer, { kind: 'incomplete' }>, http: HttpQuestion): ProbeOutcome {
  if (answer.kind === 'not-http') {
    return { result: 'failure', reason: answer.reason };
  }
  const statusClass = HttpStatusClass.safeParse(`http_${Math.floor(answer.status / 100)}xx`).data;
  const isNormal = statusClass !== undefined && http.statusClasses.includes(statusClass);
  return { result: isNormal ? 'success' : 'failure', reason: `HTTP ${answer.status}` };
}
