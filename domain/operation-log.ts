import { z } from 'zod';
import { Id, PageQuery } from './field.ts';

/** Of one export; more is asked for by several time ranges. Also bounds what a search in an export looks through. */
export const OPERATION_LOG_EXPORT_MAX = 100_000;

const timeRule = 'Enter a time in ISO 8601, for example 2026-01-31T12:00:00Z.';
const Time = z.iso.datetime({ offset: true, error: timeRule });
const word = (name: string) => z.string(`${name} is a text.`).min(1, `${name} is empty.`).max(320, `${name} has at most 320 characters.`);

/** What narrows the operation log; entries meet all that is given. */
const filters = {
  /** Absent: all regions that the actor may see, and what belongs to none. */
  regionId: Id.optional(),
  /** `none`: only what belongs to no region, such as sign-ins, users and settings. */
  scope: z.enum(['none'], 'scope is none.').optional(),
  resourceType: word('resourceType').optional(),
  resourceId: word('resourceId').optional(),
  /** A whole action (`listener:created`) or only what was done (`created`). */
  action: z
    .string('action is a text.')
    .max(100, 'action has at most 100 characters.')
    .regex(/^([a-z-]+:)?[a-z-]+$/, 'action is like "listener:created" or "created".')
    .optional(),
  /** The user's id. */
  actorId: word('actorId').optional(),
  /** A part of the name of whoever acted. */
  actor: word('actor').optional(),
  credentialId: word('credentialId').optional(),
  requestId: word('requestId').optional(),
  from: Time.optional(),
  to: Time.optional(),
  /** A part of any text of an entry, whether in capitals or not. */
  search: z.string('search is a text.').max(200, 'A search has at most 200 characters.').optional(),
};

const OperationLogFilters = z.object(filters);
export type OperationLogFilters = z.infer<typeof OperationLogFilters>;

export const ListOperationLogsQuery = z.object({
  ...filters,
  /** `next` of the answer before. */
  cursor: z
    .string('cursor is a text.')
    .regex(/^\d{1,13}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'cursor is "next" of an answer before.')
    .optional(),
  pageSize: PageQuery.shape.pageSize,
});

export const ExportFormat = z.enum(['csv', 'jsonl'], 'format is csv or jsonl.');
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportOperationLogsQuery = z.object({ ...filters, format: ExportFormat.default('csv') });

/** Where a list stands: the entry after which it goes on, into the past. */
export interface LogPosition {
  at: Date;
  id: string;
}

export function toCursor({ at, id }: LogPosition): string {
  return `${at.getTime()}_${id}`;
}

export function fromCursor(cursor: string): LogPosition {
  const [time = '', id = ''] = cursor.split('_');
  return { at: new Date(Number(time)), id };
}
