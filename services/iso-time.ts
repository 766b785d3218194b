import { Prisma } from '#prisma/client.ts';

/** A time inside JSON that Postgres builds, as views have it and as `Date.toISOString` writes it; `column` is an expression of SQL. */
export function isoTime(column: string): Prisma.Sql {
  return Prisma.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
}
