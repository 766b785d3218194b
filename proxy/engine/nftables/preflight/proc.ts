import { readFileSync } from 'node:fs';

/** Empty: it is not there, or not for us. */
export function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}

/** Of /proc/sys; null: this kernel has no such switch. */
export function readSwitch(path: string): number | null {
  const text = readProc(`sys/${path}`).trim();
  return /^\d+$/.test(text) ? Number(text) : null;
}
