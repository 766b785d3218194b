/** Days from now; a day of the calendar; or never. */
export type Expiry = { kind: 'days'; days: number } | { kind: 'date'; date: string } | { kind: 'never' };

export const EXPIRY_DAYS = [30, 90, 365] as const;
const DAY_MS = 86_400_000;

/** When a credential made at `now` expires, ISO 8601 UTC; a date means the end of that day here. Null: never. Undefined: no date yet. */
export function expiresAt(expiry: Expiry, now: Date): string | null | undefined {
  switch (expiry.kind) {
    case 'never':
      return null;
    case 'days':
      return new Date(now.getTime() + expiry.days * DAY_MS).toISOString();
    case 'date':
      return endOfDay(expiry.date)?.toISOString();
  }
}

function endOfDay(date: string): Date | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  return day === undefined ? undefined : new Date(Number(year), Number(month) - 1, Number(day) + 1);
}

/** The first day that can be chosen, as a date field writes it. */
export function today(now: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}
