import type { PrismaClient } from '#prisma/client.ts';
import { type AuditRecord, writeAudit } from '../audit.ts';
import type { Context } from '../context.ts';
import { log } from '../log.ts';
import { processWide } from '../process-wide.ts';

const WINDOW_MS = 60_000;

type Teller = Pick<Context, 'actor' | 'requestId' | 'clientAddress'>;

interface Window {
  since: Date;
  written: number;
  /** Left out, and the last of them. */
  more: number;
  last: { prisma: PrismaClient; teller: Teller; record: AuditRecord };
  timer: NodeJS.Timeout;
}

function windows(): Map<string, Window> {
  return processWide('bounded-log', '', () => new Map<string, Window>());
}

/**
 * For what others can make happen as often as they like: at most `max` entries a minute of one key and console, and when
 * the minute is over one that tells how many more there were. Callers see to it that there are few keys.
 */
export async function writeBounded(prisma: PrismaClient, teller: Teller, record: AuditRecord, { key, max }: { key: string; max: number }) {
  const last = { prisma, teller, record };
  const window = windows().get(key) ?? begin(key, last);
  window.last = last;
  if (window.written >= max) {
    window.more += 1;
    return;
  }
  window.written += 1;
  await writeAudit(prisma, teller, record);
}

function begin(key: string, last: Window['last']): Window {
  const timer = setTimeout(() => void end(key), WINDOW_MS);
  timer.unref();
  const window: Window = { since: new Date(), written: 0, more: 0, last, timer };
  windows().set(key, window);
  return window;
}

async function end(key: string): Promise<void> {
  const window = windows().get(key);
  if (!window) {
    return;
  }
  clearTimeout(window.timer);
  windows().delete(key);
  if (window.more === 0) {
    return;
  }
  const { prisma, teller, record } = window.last;
  const after = { more: window.more, since: window.since.toISOString(), last: record.after };
  await writeAudit(prisma, teller, { ...record, action: `${record.action}-more`, after }).catch((error: unknown) => {
    log('error', 'operation-log:not-written', { action: record.action, more: window.more, error });
  });
}

/** Before the process ends. */
export async function endBoundedWindows(): Promise<void> {
  await Promise.all([...windows().keys()].map(end));
}
