import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Facts about other processes, from /proc. A process that ended meanwhile has none. */

const CLOCK_TICKS_PER_SECOND = 100;

function read(pid: number, file: string): string {
  try {
    return readFileSync(join('/proc', String(pid), file), 'utf8');
  } catch {
    return '';
  }
}

/** The fields of /proc/PID/stat behind the command, which may hold anything. */
function statOf(pid: number): string[] {
  const stat = read(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Children that have not ended, the oldest first. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const [state, ppid] = statOf(pid);
      return Number(ppid) === parent && state !== 'Z';
    })
    .sort((a, b) => a - b);
}

/** A process with all that it has started. */
export function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)];
}

export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status'))?.[1] ?? 0) * 1024;
}

/** Of the process itself and in the system for it. */
export function cpuSeconds(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / CLOCK_TICKS_PER_SECOND;
}

/** What each open descriptor of a process is, such as `socket:[123]`. */
export function descriptorsOf(pid: number): string[] {
  const folder = join('/proc', String(pid), 'fd');
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(join(folder, name))];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** Over a process and all that it has started. */
export function totalOf(pid: number, fact: (pid: number) => number): number {
  return familyOf(pid).reduce((sum, one) => sum + fact(one), 0);
}
