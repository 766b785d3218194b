import type { z } from 'zod';
import { DomainError, type Issue, parseInput } from '#domain/domain-error.ts';

/**
 * As `parseInput`, for what a write is sent. A field that the schema does not know is refused, not passed
 * over: it is a slip of the pen, or something that the caller believes will happen.
 */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = parseInput(schema, body);
  const [first, ...others] = unknownFields(body, parsed, '');
  if (first) {
    throw new DomainError(first.code, `${first.path}: ${first.message}`, { issues: [first, ...others] });
  }
  return parsed;
}

/** Schemas drop what they do not know, so that is what stands in the input and not in the output. */
function unknownFields(input: unknown, parsed: unknown, prefix: string): Issue[] {
  if (!isObject(input) || !isObject(parsed)) {
    return [];
  }
  return Object.keys(input).flatMap((name): Issue[] => {
    const path = `${prefix}${name}`;
    if (input[name] === undefined || Object.hasOwn(parsed, name)) {
      return unknownFields(input[name], parsed[name], `${path}.`);
    }
    return [{ path, code: 'InvalidParameter', message: 'There is no such field, or it cannot be set here.' }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
