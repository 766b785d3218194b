import type { OperationLogEntryView } from '#domain/view.ts';

const COLUMNS: [string, (entry: OperationLogEntryView) => string | number | null][] = [
  ['at', (entry) => entry.at],
  ['action', (entry) => entry.action],
  ['resourceType', (entry) => entry.resourceType],
  ['resourceId', (entry) => entry.resourceId],
  ['resourceName', (entry) => entry.resourceName],
  ['regionId', (entry) => entry.regionId],
  ['actorType', (entry) => entry.actorType],
  ['actorId', (entry) => entry.actorId],
  ['actorName', (entry) => entry.actorName],
  ['credentialId', (entry) => entry.credential?.id ?? null],
  ['credentialName', (entry) => entry.credential?.name ?? null],
  ['clientAddress', (entry) => entry.clientAddress],
  ['requestId', (entry) => entry.requestId],
  ['revision', (entry) => entry.revision],
  ['before', (entry) => json(entry.before)],
  ['after', (entry) => json(entry.after)],
  ['id', (entry) => entry.id],
  ['position', (entry) => entry.position],
  ['hash', (entry) => entry.hash],
];

/** The mark before it makes spreadsheets read UTF-8. */
export function csvHead(): string {
  return `\ufeff${COLUMNS.map(([name]) => name).join(',')}\r\n`;
}

export function csvLine(entry: OperationLogEntryView): string {
  return `${COLUMNS.map(([, value]) => field(value(entry))).join(',')}\r\n`;
}

function json(value: OperationLogEntryView['before']): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Spreadsheets take what begins so for a formula, and would run it. */
const FORMULA = /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/;

function field(value: string | number | null): string {
  if (value === null) {
    return '';
  }
  if (typeof value === 'number') {
    return String(value);
  }
  const text = visible(value);
  return `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** Control characters, line breaks and marks that turn the direction of text as `\u000a`: one entry is one line, and shows what it has. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
