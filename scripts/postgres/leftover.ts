import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STOP_FAST_MS = 10_000;
const STOP_IMMEDIATE_MS = 5_000;

/**
 * Ends a Postgres that outlived the supervisor which started it, and removes its lock file when no such process
 * exists: a process number used again by another program of the same user would block the start otherwise.
 */
export async function endLeftoverPostgres(dataDirectory: string): Promise<void> {
  const lockFile = join(dataDirectory, 'postmaster.pid');
  if (!existsSync(lockFile)) {
    return;
  }
  const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10);
  if (Number.isInteger(pid) && isPostgresOf(pid, dataDirectory)) {
    process.kill(pid, 'SIGINT');
    if (!(await isGone(pid, dataDirectory, STOP_FAST_MS))) {
      process.kill(pid, 'SIGQUIT');
      if (!(await isGone(pid, dataDirectory, STOP_IMMEDIATE_MS))) {
        throw new Error(`A Postgres of an earlier start (process ${pid}) does not end; end it and start again.`);
      }
    }
  }
  rmSync(lockFile, { force: true });
}

async function isGone(pid: number, dataDirectory: string, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isPostgresOf(pid, dataDirectory)) {
    if (Date.now() > deadline) {
      return false;
    }
    await sleep(20);
  }
  return true;
}

function isPostgresOf(pid: number, dataDirectory: string): boolean {
  const { state, command } = describeProcess(pid);
  return state !== 'Z' && command.includes('postgres') && command.includes(dataDirectory);
}

function describeProcess(pid: number): { state: string; command: string } {
  try {
    if (existsSync('/proc/self/stat')) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return { state: stat.slice(stat.lastIndexOf(')') + 2).charAt(0), command };
    }
    const line = execFileSync('ps', ['-o', 'state=', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return { state: line.charAt(0), command: line.slice(1) };
  } catch {
    // No such process.
    return { state: 'Z', command: '' };
  }
}
