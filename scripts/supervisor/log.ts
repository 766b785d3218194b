import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createRedactor } from '#domain/redact.ts';

export type PartName = 'openslb' | 'postgres' | 'worker' | 'console' | 'demo';
export type Log = (line: string) => void;

const COLORS: Record<PartName, number> = { openslb: 36, postgres: 34, worker: 32, console: 35, demo: 33 };
const NAME_WIDTH = Math.max(...Object.keys(COLORS).map((name) => name.length));

/** Lines of one part: time (with the date where the lines are kept), part, text. */
export function logOf(part: PartName): Log {
  const isTerminal = process.stdout.isTTY === true;
  const isColored = isTerminal && process.env.NO_COLOR === undefined;
  const label = part.padEnd(NAME_WIDTH);
  const redact = createRedactor(process.env);
  const prefix = isColored ? `\x1b[${COLORS[part]}m${label}\x1b[0m` : label;
  return (text) => {
    const start = `${timestamp(isTerminal)} ${prefix}  `;
    // What Postgres says when it cannot start has several lines.
    process.stdout.write(redact(text).replace(/^/gm, start).concat('\n'));
  };
}

/** Local time, as the clocks around the administrator show it. */
function timestamp(isTerminal: boolean): string {
  const now = new Date();
  const time = now.toTimeString().slice(0, 8);
  const twoDigits = (number: number) => String(number).padStart(2, '0');
  return isTerminal ? time : `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())} ${time}`;
}

export function logLines(stream: Readable, log: Log, isNoise: (line: string) => boolean): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    const text = line.trimEnd();
    if (text !== '' && !isNoise(text)) {
      log(text);
    }
  });
}

/** What Postgres says at every start and stop, and errors that it tells its client too. */
export function isPostgresNoise(line: string): boolean {
  return (
    /\[\d+\] LOG: {2}(starting PostgreSQL|listening on|database system (was shut down|is ready|is shut down)|received (fast|immediate) shutdown|aborting any|background worker|shutting down|checkpoint|could not bind)/.test(
      line,
    ) ||
    // A taken port: the next one is tried.
    /\[\d+\] (WARNING|FATAL): {2}could not create (listen socket|any TCP)/.test(line) ||
    // Each session of a killed server says so; that it was killed stands in our own line.
    /\[\d+\] FATAL: {2}(terminating connection due to (administrator command|unexpected postmaster exit)|the database system is (starting up|shutting down|not yet accepting))/.test(
      line,
    ) ||
    // The end of what recovery reads again, which is never valid.
    /\[\d+\] LOG: {2}(redo (starts|done) at|invalid record length at)/.test(line) ||
    /\[\d+\] (ERROR|DETAIL|HINT|STATEMENT|CONTEXT): {2}/.test(line)
  );
}

/** The time and process number that Postgres puts first stand in our own prefix, or help nobody. */
export function withoutPostgresPrefix(line: string): string {
  return line.replace(/^\S+ \S+ \S+ \[\d+\] /, '');
}

/** The banner of Next.js, whose addresses are those behind `Console ready`. */
export function isNextNoise(line: string): boolean {
  return /^\s*(▲ Next\.js|- (Local|Network|Experiments|Environments)|✓ (Starting|Ready|Running next\.config))/.test(line);
}
