import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class AlreadyRunning extends Error {
  override name = 'AlreadyRunning';
}

interface Holder {
  pid: number;
  startedAt: string;
}

/**
 * One product per data directory. The lock names its holder by process number and start time, so that a number used
 * again by another program does not count; one left by kill -9 is taken over. Returns what releases it.
 */
export function lockDataDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  const file = join(directory, 'openslb.lock');
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid) }));
  try {
    for (;;) {
      try {
        // Linking fails when the file exists: of two starts at once, one gets the lock.
        linkSync(own, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
          throw error;
        }
      }
      const holder = readHolder(file);
      if (holder !== null && startTimeOf(holder.pid) === holder.startedAt) {
        throw new AlreadyRunning(
          `OpenSLB is running already on the data in ${directory} (process ${holder.pid}). End that one, or set OPENSLB_DATA_DIR and PORT for a second one.`,
        );
      }
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    // Released meanwhile, or cut short by a full disk.
    return null;
  }
}

/** Empty: no such process. */
function startTimeOf(pid: number): string {
  try {
    if (existsSync('/proc/self/stat')) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // Fields 3 (state) and 22 (start time) of proc(5); a zombie holds nothing.
      return fields[0] === 'Z' ? '' : `${fields[19]}`;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
