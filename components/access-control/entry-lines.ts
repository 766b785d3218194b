import { AccessControlEntryInput, otherVersion } from '#domain/access-control.ts';
import { splitCode } from '#domain/error-code.ts';
import { ENTRIES_PER_CALL_MAX } from '#domain/limits.ts';
import type { IpVersion } from '#domain/network.ts';

/** What a text of one entry per line says, `192.168.1.0/24|description`, and what is wrong with it by line, counted from 1. */
export interface EntryLines {
  entries: AccessControlEntryInput[];
  wrong: { line: number; message: string }[];
}

/** console 10.2. Empty lines are no entries; a description may have bars of its own. */
export function readEntryLines(text: string, ipVersion: IpVersion): EntryLines {
  const read: EntryLines = { entries: [], wrong: [] };
  let count = 0;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    if (content.trim() === '') {
      continue;
    }
    count += 1;
    if (count > ENTRIES_PER_CALL_MAX) {
      read.wrong.push({ line: index + 1, message: `At most ${ENTRIES_PER_CALL_MAX} entries can be sent at once.` });
      break;
    }
    const entry = readEntryLine(content, ipVersion);
    if (typeof entry === 'string') {
      read.wrong.push({ line: index + 1, message: entry });
    } else {
      read.entries.push(entry);
    }
  }
  return read;
}

/** The entry, or what is wrong with it. */
function readEntryLine(content: string, ipVersion: IpVersion): AccessControlEntryInput | string {
  const [cidr = '', ...comment] = content.split('|');
  const parsed = AccessControlEntryInput.safeParse({ cidr, comment: comment.join('|') });
  if (!parsed.success) {
    return splitCode(parsed.error.issues[0]?.message ?? '').sentence;
  }
  const [wrong] = otherVersion(ipVersion, [parsed.data]);
  return wrong ? wrong.message : parsed.data;
}

/** The same lines, so that what was exported can be entered again. */
export function writeEntryLines(entries: readonly AccessControlEntryInput[]): string {
  return entries.map(({ cidr, comment }) => `${comment === '' ? cidr : `${cidr}|${comment}`}\n`).join('');
}
