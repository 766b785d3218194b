import type { z } from 'zod';
import { ERROR_STATUS, type ErrorCode, splitCode } from './error-code.ts';
import type { Problem } from './view.ts';

/** One thing wrong with the input: where (`servers.0.port`), which rule, and a sentence for people. */
export interface Issue {
  path: string;
  code: ErrorCode;
  message: string;
}

/** Thrown by verbs. `message` is safe to show to the caller; the cause goes to the log only. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly issues: Issue[];
  /** What stands in the way of a delete. */
  readonly usedBy: Problem['usedBy'];
  /** What others have changed meanwhile. */
  readonly conflict: Problem['conflict'];
  /** The region in which it is there, but not for this actor: for the operation log, never for the answer. */
  readonly hiddenIn: string | undefined;
  /** The role that it takes, and where; null: in all regions. */
  readonly missing: Problem['missing'];
  /** After what time another try makes sense. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      path?: string;
      issues?: Issue[];
      usedBy?: Problem['usedBy'];
      conflict?: Problem['conflict'];
      missing?: Problem['missing'];
      hiddenIn?: string;
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.usedBy = options.usedBy;
    this.conflict = options.conflict;
    this.missing = options.missing;
    this.hiddenIn = options.hiddenIn;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.issues = options.issues ?? (options.path === undefined ? [] : [{ path: options.path, code, message }]);
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.map((issue) => {
    const { code, sentence } = splitCode(issue.message);
    return { path: issue.path.join('.'), code, message: sentence };
  });
}

/**
 * Parses `value`, or throws a DomainError that carries every issue; its own code and message are the first's.
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const issues = issuesOf(result.error);
  const first = issues[0];
  throw new DomainError(first?.code ?? 'InvalidParameter', describe(first), { issues });
}

function describe(issue: Issue | undefined): string {
  if (!issue) {
    return 'The input is not valid.';
  }
  return issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`;
}
