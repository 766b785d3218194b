import { parseArgs } from 'node:util';
import { PART_NAMES, type PartName } from './parts/part.ts';

export interface Options {
  parts: PartName[];
  rounds: number;
  /** Of one measurement. */
  seconds: number;
  isInstalling: boolean;
  isOnLoopback: boolean;
  isProfiling: boolean;
  isRecording: boolean;
}

export const USAGE = `npm run bench [-- [part ...] [option ...]]

Parts (all without any): ${PART_NAMES.join(', ')}

  --rounds N     rounds of each part (5), also OPENSLB_BENCH_ROUNDS
  --seconds N    length of one measurement (2), also OPENSLB_BENCH_SECONDS
  --loopback     no network namespaces even where they could be made
  --profile      processor profile of the OpenSLB worker, printed after each part
  --no-record    writes nothing into bench/results
  --install      installs missing Debian packages first (as root)
`;

/** Thrown with one line for the person at the terminal. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Null: help was asked for. */
export function parseOptions(args: string[], environment: NodeJS.ProcessEnv): Options | null {
  const { values, positionals } = parse(args);
  if (values.help) {
    return null;
  }
  return {
    parts: positionals.length === 0 ? [...PART_NAMES] : positionals.map(partName),
    rounds: wholeNumber('--rounds', values.rounds ?? environment.OPENSLB_BENCH_ROUNDS ?? '5', 50),
    seconds: wholeNumber('--seconds', values.seconds ?? environment.OPENSLB_BENCH_SECONDS ?? '2', 60),
    isInstalling: values.install,
    isOnLoopback: values.loopback,
    isProfiling: values.profile,
    isRecording: !values['no-record'],
  };
}

function parse(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: text,
        seconds: text,
        loopback: flag,
        profile: flag,
        install: flag,
        'no-record': flag,
        help: { ...flag, short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function partName(name: string): PartName {
  const known = PART_NAMES.find((part) => part === name);
  if (known === undefined) {
    throw new UsageError(`There is no part "${name}". There are: ${PART_NAMES.join(', ')}.`);
  }
  return known;
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new UsageError(`${name} is "${text}"; allowed: a whole number from 1 to ${max}`);
  }
  return value;
}
