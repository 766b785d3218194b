import type { ImportedChange } from '#domain/view.ts';
import { type AuditRecord, toJson } from '../audit.ts';

const BOOKKEEPING: ReadonlySet<string> = new Set(['revision', 'revisedAt', 'updatedAt', 'createdAt', 'version']);

/** What the audit tells of each change, field by field. */
export function summarize(records: AuditRecord[]): ImportedChange[] {
  return records.map(({ action, resourceType, resourceId, before, after }) => {
    const [was, is] = [fieldsOf(before), fieldsOf(after)];
    const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    return {
      action,
      resourceType,
      resourceId,
      name: String(is.name ?? was.name ?? resourceId),
      fields: names
        .filter((field) => !BOOKKEEPING.has(field) && text(was[field]) !== text(is[field]))
        .map((field) => ({ field, before: text(was[field]), after: text(is[field]) })),
    };
  });
}

function fieldsOf(document: object | null): Record<string, unknown> {
  return document === null ? {} : (toJson(document) as Record<string, unknown>);
}

/** Null: there is no such field, or it has no value. */
function text(value: unknown): string | null {
  if (value === undefined || value === null) {
    return null;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
