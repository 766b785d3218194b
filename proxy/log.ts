import { logText } from '#domain/log-text.ts';

export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** One line per event: `level noun:past-verb key=value …`. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A line whose wording the specification fixes. */
  line(text: string): void;
}

export function createLog(write: (line: string) => void): Log {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) =>
      write(`${level} ${event}${format(fields)}\n`);
  return { info: at('info'), warn: at('warn'), error: at('error'), line: (text) => write(`info ${text}\n`) };
}

/** What a caught value says about itself; some connection errors of Node have an empty message. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ');
  }
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The system's error code, such as ECONNREFUSED, or the SQLSTATE of a database error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function format(fields: LogFields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${quote(String(value))}`)
    .join('');
}

/** Quoted when it has a space, a quote, a line break or a control character, so that one event is always one line. */
function quote(value: string): string {
  return /[\s"\\\p{C}]/u.test(value) || value === '' ? logText(value) : value;
}
