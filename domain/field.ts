import { z } from 'zod';
import { coded, type ErrorCode } from './error-code.ts';
import { NAME_LENGTH_MAX, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, PORT_MAX, PORT_MIN, REASON_LENGTH_MAX } from './limits.ts';
import { PLAIN_TEXT } from './plain-text.ts';

/** Instance names: letters of any script first, then letters, digits, `-` `.` `_`; 1-80 (console 19). */
export const InstanceName = z
  .string('Enter a name.')
  .trim()
  .min(1, { error: 'Enter a name.', abort: true })
  .max(NAME_LENGTH_MAX, `A name has at most ${NAME_LENGTH_MAX} characters.`)
  .regex(/^\p{L}[\p{L}\p{M}\p{N}._-]*$/u, 'A name starts with a letter and has letters, digits, "-", "." and "_" only.');

/** Group names: letters, digits, `-` `/` `.` `_`; 1-80 (console 7.3, 7.4). */
export const GroupName = z
  .string('Enter a name.')
  .trim()
  .min(1, { error: 'Enter a name.', abort: true })
  .max(NAME_LENGTH_MAX, `A name has at most ${NAME_LENGTH_MAX} characters.`)
  .regex(/^[\p{L}\p{M}\p{N}./_-]+$/u, 'A name has letters, digits, "-", "/", "." and "_" only.');

/** Server names are free text: people bring the names their hosts have. */
export const ServerName = z
  .string('Enter a name.')
  .trim()
  .min(1, { error: 'Enter a name.', abort: true })
  .max(NAME_LENGTH_MAX, `A name has at most ${NAME_LENGTH_MAX} characters.`)
  .regex(PLAIN_TEXT, 'A name has no control characters.');

/** Why somebody moves traffic by hand: one line of free text, for those who read the history later. */
export const Reason = z
  .string('Say why, in one line.')
  .trim()
  .min(1, { error: 'Say why, in one line.', abort: true })
  .max(REASON_LENGTH_MAX, `A reason has at most ${REASON_LENGTH_MAX} characters.`)
  .regex(PLAIN_TEXT, 'A reason has no line breaks and no control characters.');

/** A port 1-65535; the codes let each use name its own rule. */
export function portField(codes: { missing: ErrorCode; range: ErrorCode } = { missing: 'InvalidParameter', range: 'InvalidParameter' }) {
  const range = coded(codes.range, `A port is a whole number from ${PORT_MIN} to ${PORT_MAX}.`);
  return z
    .number({
      error: (issue) =>
        issue.input === undefined || issue.input === null || Number.isNaN(issue.input) ? coded(codes.missing, 'Enter a port.') : range,
    })
    .int(range)
    .min(PORT_MIN, range)
    .max(PORT_MAX, range);
}

const addressRule = 'Enter an IPv4 or IPv6 address.';
export const IpAddress = z.union([z.ipv4(addressRule), z.ipv6(addressRule)], addressRule);

/** Wide enough for the ids of every resource and for region ids; what exists is the database's to say. */
export const Id = z.string('Enter an id.').min(1, 'Enter an id.').max(80, 'No id is that long.');

const pageRule = (name: string) => `${name} is a whole number.`;

export const PageQuery = z.object({
  pageNumber: z.coerce.number(pageRule('pageNumber')).int(pageRule('pageNumber')).min(1, 'pageNumber starts at 1.').default(1),
  pageSize: z.coerce
    .number(pageRule('pageSize'))
    .int(pageRule('pageSize'))
    .min(1, 'pageSize is at least 1.')
    .max(PAGE_SIZE_MAX, `pageSize is at most ${PAGE_SIZE_MAX}.`)
    .default(PAGE_SIZE_DEFAULT),
});

export interface Page<T> {
  items: T[];
  totalCount: number;
  pageNumber: number;
  pageSize: number;
}
