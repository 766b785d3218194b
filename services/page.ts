import type { Page } from '#domain/field.ts';

/** Beyond this Postgres and Prisma take no offset as an integer; no table here is that long. */
const OFFSET_MAX = 2 ** 31 - 1;

export function offsetOf({ pageNumber, pageSize }: Pick<Page<never>, 'pageNumber' | 'pageSize'>): number {
  return Math.min((pageNumber - 1) * pageSize, OFFSET_MAX);
}
