import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tools of the administrator live where an unprivileged PATH does not look. */
const MORE_PATHS = '/usr/local/sbin:/usr/sbin:/sbin';
/** In memory, so that a full disk keeps nobody from programming the kernel. */
const INPUT_FOLDER = '/dev/shm';
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
  /** Gets the output as it comes; whoever keeps it bounds it. What it throws ends the command. */
  onOutput?: (text: string) => void;
  /** After this the process is killed. */
  timeLimitMs: number;
}

/** Nothing of this process's environment, which holds secrets. Words of the tools in English: some are looked for. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { PATH: `${process.env.PATH ?? ''}:${MORE_PATHS}`, LC_ALL: 'C', NODE_ENV: process.env.NODE_ENV };
}

/** Runs a program to its end. Rejects with CommandError when it did not come to an end of its own, or with what `onOutput` threw. */
export async function runCommand({ input = '', ...run }: CommandRun): Promise<CommandEnd> {
  const file = input === '' ? null : await fileWith(input);
  try {
    return await runWith(file, run);
  } finally {
    await file?.close();
  }
}

function runWith(input: FileHandle | null, { command, onOutput, timeLimitMs }: CommandRun): Promise<CommandEnd> {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: toolEnvironment(), stdio: [input?.fd ?? 'ignore', 'pipe', 'pipe'] });
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
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      try {
        onOutput?.(text);
      } catch (error) {
        giveUp(error instanceof Error ? error : new CommandError(String(error)));
      }
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint += text.slice(0, COMPLAINT_MAX - complaint.length);
    });
  });
}

/**
 * A file without a name. Not a pipe: of one that is cut off because this process dies, a program takes the first half for the
 * whole; and what Node gives its children is a socket, which cannot be opened as /dev/stdin.
 */
async function fileWith(text: string): Promise<FileHandle> {
  const path = join(existsSync(INPUT_FOLDER) ? INPUT_FOLDER : tmpdir(), `openslb-${randomUUID()}`);
  try {
    const writer = await open(path, 'wx', 0o600);
    try {
      await writer.writeFile(text);
      return await open(path, 'r');
    } finally {
      await writer.close();
      await unlink(path);
    }
  } catch (error) {
    throw new CommandError(`Input for a command cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}
