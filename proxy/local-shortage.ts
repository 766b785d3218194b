import { codeOf } from './log.ts';

const SHORTAGES: Record<string, string> = {
  EMFILE: 'too many open files in this process (raise its limit: ulimit -n)',
  ENFILE: 'too many open files on this node',
  ENOBUFS: 'no buffer space on this node',
  ENOMEM: 'no memory on this node',
  EADDRNOTAVAIL: 'no free local port towards that server',
};

/** What this node itself lacks, if that is what an error says: then it tells nothing about the other side. */
export function localShortage(error: unknown): string | undefined {
  return localShortageOf(codeOf(error) ?? '');
}

/** The same for an error code alone. */
export function localShortageOf(code: string): string | undefined {
  return SHORTAGES[code];
}
