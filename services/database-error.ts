import { DomainError } from '#domain/domain-error.ts';
import { isErrorCode, splitCode } from '#domain/error-code.ts';
import { CONSTRAINT_RULES, type ConstraintRules, RAISED_PATHS } from './constraint-rules.ts';

/** Postgres takes every character in a text but U+0000. */
const SQLSTATE_CHARACTER = '22021';

/** A statement that ran into `statement_timeout`, or was cancelled by an administrator. */
const SQLSTATE_CANCELLED = '57014';

const UNREACHABLE_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TlsConnectionError',
  'DatabaseDoesNotExist',
]);
/** Prisma: cannot reach, timed out, server closed the connection, no pooled connection in time, transaction not started or lost. */
const UNREACHABLE_PRISMA_CODES = new Set(['P1001', 'P1002', 'P1003', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);
const UNREACHABLE_NODE_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
/** Postgres: connection exceptions, shutting down or starting up, lock wait too long. */
const UNREACHABLE_SQLSTATE = /^(08...|57P0[123]|55P03|53300|25006)$/;
/** node-postgres raises these as plain errors, without a code. */
const UNREACHABLE_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|is not currently accepting connections/;

/**
 * Turns what Prisma 7 or the driver threw into a DomainError; anything that is not recognized comes back
 * as it was, to become an InternalError at the edge.
 */
export function toDomainError(error: unknown, overrides: ConstraintRules = {}): unknown {
  if (error instanceof DomainError) {
    return error;
  }
  const facts = databaseFacts(error);
  const constraint = facts.constraint;
  const rule = constraint === undefined ? undefined : (overrides[constraint] ?? CONSTRAINT_RULES[constraint]);
  if (rule) {
    return new DomainError(rule.code, rule.message, { path: rule.path, cause: error });
  }
  const word = facts.message.slice(0, Math.max(facts.message.indexOf(': '), 0));
  if (isErrorCode(word)) {
    const { code, sentence } = splitCode(facts.message);
    return new DomainError(code, `${sentence}.`, { path: RAISED_PATHS[code] ?? '', cause: error });
  }
  if (facts.sqlState === SQLSTATE_CHARACTER) {
    return new DomainError('InvalidParameter', 'Text cannot have the character U+0000.', { path: '', cause: error });
  }
  if (facts.isUnreachable) {
    return new DomainError('ServiceUnavailable', 'The database does not answer. Nothing was changed; try again.', { cause: error });
  }
  return error;
}

/** A serialization failure or deadlock: the same transaction may succeed when it is run again. */
export function isRetryable(error: unknown): boolean {
  return prismaCode(error) === 'P2034' || databaseFacts(error).kind === 'TransactionWriteConflict';
}

/** It took longer than its transaction allows. */
export function isTooSlow(error: unknown): boolean {
  return databaseFacts(error).sqlState === SQLSTATE_CANCELLED;
}

interface Facts {
  kind: string | undefined;
  sqlState: string;
  constraint: string | undefined;
  message: string;
  isUnreachable: boolean;
}

/**
 * Prisma 7 hides the driver's error in one of three places: `meta.driverAdapterError` of a known request
 * error, `cause` of a bare DriverAdapterError (at commit), or nowhere (connection errors).
 */
function databaseFacts(error: unknown): Facts {
  const cause = record(record(record(record(error).meta).driverAdapterError).cause);
  const driver = Object.keys(cause).length > 0 ? cause : record(record(error).cause);
  const kind = text(driver.kind);
  const sqlState = text(driver.originalCode) ?? text(driver.code) ?? text(record(error).code) ?? '';
  const message = text(driver.originalMessage) ?? text(driver.message) ?? text(record(error).message) ?? '';
  return {
    kind,
    sqlState,
    constraint: text(record(driver.constraint).index) ?? checkConstraint(message),
    message,
    isUnreachable:
      (kind !== undefined && UNREACHABLE_KINDS.has(kind)) ||
      UNREACHABLE_PRISMA_CODES.has(prismaCode(error) ?? '') ||
      UNREACHABLE_NODE_CODES.has(sqlState) ||
      UNREACHABLE_SQLSTATE.test(sqlState) ||
      UNREACHABLE_MESSAGE.test(message) ||
      record(error).name === 'PrismaClientInitializationError',
  };
}

/** For a violated CHECK Postgres' name of the constraint survives in the message text only. */
function checkConstraint(message: string): string | undefined {
  return /violates check constraint "([^"]+)"/.exec(message)?.[1];
}

function prismaCode(error: unknown): string | undefined {
  const code = text(record(error).code);
  return code?.startsWith('P') ? code : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
