import { logText } from '#domain/log-text.ts';

/** One line of JSON per event on stderr; the supervisor adds the prefix of the process. */
export function log(level: 'info' | 'warn' | 'error', event: string, fields: Record<string, unknown> = {}): void {
  const { error, ...rest } = fields;
  const line = { level, event, ...rest, ...(error === undefined ? {} : { error: describe(error) }) };
  process.stderr.write(`${logText(line)}\n`);
}

const CAUSES_MAX = 5;

function describe(error: unknown): unknown {
  const chain: string[] = [];
  let current = error;
  while (current !== undefined && current !== null && chain.length < CAUSES_MAX) {
    chain.push(current instanceof Error ? (current.stack ?? current.message) : JSON.stringify(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return chain;
}
