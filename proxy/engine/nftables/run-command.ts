import { spawn } from 'node:child_process';

/** Tools of the administrator live where an unprivileged PATH does not look. */
const MORE_PATHS = '/usr/local/sbin:/usr/sbin:/sbin';
const COMPLAINT_MAX = 16_384;

/** The command could not be started, took too long or said too much; the message says which, for people. */
export class CommandError extends Error {
  override name = 'CommandError';
}

export interface CommandEnd {
  code: number;
  /** The first 16 KiB of what it wrote on its error output. */
  complaint: string;
}

export interface CommandRun {
  command: readonly string[];
  input?: string;
  /** Gets the output as it comes; whoever keeps it bounds it. */
  onOutput?: (text: string) => void;
  /** After this the process is killed. */
  timeLimitMs: number;
}

/** Runs a program to its end. Rejects with CommandError when it did not come to an end of its own; throws nothing else. */
export function runCommand({ command, input = '', onOutput, timeLimitMs }: CommandRun): Promise<CommandEnd> {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    // Nothing of this process's environment: it holds secrets. Words of the tools in English: some are looked for.
    const env = { PATH: `${process.env.PATH ?? ''}:${MORE_PATHS}`, LC_ALL: 'C', NODE_ENV: process.env.NODE_ENV };
    const child = spawn(file, args, { env, stdio: 'pipe' });
    let complaint = '';
    let failure: Error | null = null;
    const giveUp = (error: Error) => {
      failure ??= error;
      child.kill('SIGKILL');
    };
    const limit = setTimeout(() => giveUp(new CommandError(`"${file}" did not end within ${timeLimitMs / 1000} s.`)), timeLimitMs);
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      reject(new CommandError(error.code === 'ENOENT' ? `"${file}" is not installed on this host.` : `"${file}": ${error.message}`));
    });
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      if (failure !== null) {
        reject(failure);
      } else if (code === null) {
        reject(new CommandError(`"${file}" was ended by ${signal}.`));
      } else {
        resolve({ code, complaint });
      }
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      try {
        onOutput?.(text);
      } catch (error) {
        giveUp(error instanceof Error ? error : new CommandError(String(error)));
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text.slice(0, COMPLAINT_MAX - complaint.length);
    });
    // It may end before it has read all; its exit code says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
