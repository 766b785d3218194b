import { DomainError } from '#domain/domain-error.ts';

/** Of path and query; no page of the console comes near it. Node itself stops at 16 KiB of request line and headers together (431). */
export const TARGET_LENGTH_MAX = 4096;
export const QUERY_PARAMETERS_MAX = 100;

/** The parameters of a query; one that is given more than once is a list. */
export function readQuery(request: Request): Record<string, string | string[]> {
  const { pathname, search, searchParams } = new URL(request.url);
  if (pathname.length + search.length > TARGET_LENGTH_MAX) {
    throw new DomainError('RequestTooLarge', `Path and query have at most ${TARGET_LENGTH_MAX} characters together.`);
  }
  if (searchParams.size > QUERY_PARAMETERS_MAX) {
    throw new DomainError('InvalidParameter', `A query has at most ${QUERY_PARAMETERS_MAX} parameters.`);
  }
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(names.map((name) => [name, one(searchParams.getAll(name))]));
}

function one(values: string[]): string | string[] {
  const [first = ''] = values;
  return values.length > 1 ? values : first;
}
