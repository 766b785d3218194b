import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Log, logLines } from './log.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const ORPHAN = new URL('../orphan.mjs', import.meta.url).href;
const PROGRESS_MS = 5_000;

export interface StepContext {
  log: Log;
  /** Aborted when the product is told to end. */
  signal: AbortSignal;
}

export type Variables = Record<string, string | undefined>;

/** Passwords, and what else opens something: no process inherits them, each is given what it needs. */
export const IS_SECRET = /^(.*_)?DATABASE_URL$|^OPENSLB_(.*_)?(SECRET|SECRET_PREVIOUS|PASSWORD)$/;

/** The environment of a process that ends with us. */
export function supervised(variables: Variables = {}): NodeJS.ProcessEnv {
  return {
    NODE_ENV: process.env.NODE_ENV,
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !IS_SECRET.test(name))),
    ...variables,
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
    OPENSLB_SUPERVISOR_PID: String(process.pid),
  };
}

/** Runs a Node program to its end, telling now and then that it still runs; what it printed is shown if it fails. */
export async function runStep(title: string, args: string[], { log, signal }: StepContext, variables: Variables = {}): Promise<void> {
  const startedAt = Date.now();
  const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  log(`${title} …`);
  const progress = setInterval(() => log(`${title} … ${elapsed()}`), PROGRESS_MS);
  const output: string[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(process.execPath, ['--import', ORPHAN, ...args], {
        cwd: ROOT,
        env: supervised(variables),
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      const kill = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL');
      signal.addEventListener('abort', kill, { once: true });
      logLines(
        child.stdout,
        (line) => output.push(line),
        () => false,
      );
      logLines(
        child.stderr,
        (line) => output.push(line),
        () => false,
      );
      child.once('error', reject);
      child.once('close', (code, killedBy) => {
        signal.removeEventListener('abort', kill);
        code === 0 ? resolve() : reject(new Error(`${title} failed (${killedBy ?? `code ${code}`}).`));
      });
    });
  } catch (error) {
    if (!signal.aborted) {
      output.forEach(log);
    }
    throw error;
  } finally {
    clearInterval(progress);
  }
  log(`${title}: done in ${elapsed()}`);
}
