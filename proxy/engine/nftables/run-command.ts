import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandShell } from './command-shell.ts';

/** In memory, so that a full disk keeps nobody from programming the kernel. */
const INPUT_FOLDER = '/dev/shm';

/** A change, a look at what is there, and a count of connections may go on at the same time. */
const SHELLS = 3;
const CANNOT_START = 126;
const NOT_THERE = 127;
const BY_SIGNAL = 128;

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

const idle: CommandShell[] = [];
let isWarm = false;

/** Runs a program to its end. Rejects with CommandError when it did not come to an end of its own, or with what `onOutput` threw. */
export async function runCommand({ input = '', ...run }: CommandRun): Promise<CommandEnd> {
  const file = input === '' ? null : await fileWith(input);
  try {
    return await runWith(file, run);
  } finally {
    await file?.close();
  }
}

async function runWith(input: FileHandle | null, { command, onOutput = () => undefined, timeLimitMs }: CommandRun): Promise<CommandEnd> {
  const [file = ''] = command;
  const shell = takeShell();
  const late = new CommandError(`"${file}" did not end within ${timeLimitMs / 1000} s.`);
  const limit = setTimeout(() => shell.kill(late), timeLimitMs);
  try {
    // Open in this process for as long as it lives: who comes too late finds nothing, not a part.
    const from = input === null ? '/dev/null' : `/proc/${process.pid}/fd/${input.fd}`;
    const { code, complaint } = await shell.run(command, from, onOutput);
    if (code === NOT_THERE || code === CANNOT_START) {
      throw new CommandError(code === NOT_THERE ? `"${file}" is not installed on this host.` : `"${file}" cannot be started.`);
    }
    if (code > BY_SIGNAL) {
      throw new CommandError(`"${file}" was ended by ${signalName(code - BY_SIGNAL)}.`);
    }
    return { code, complaint };
  } finally {
    clearTimeout(limit);
    giveBack(shell);
  }
}

function signalName(number: number): string {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
}

/** All of them are started while this process is small. */
function takeShell(): CommandShell {
  if (!isWarm) {
    isWarm = true;
    idle.push(...Array.from({ length: SHELLS }, () => new CommandShell()));
  }
  for (let shell = idle.pop(); shell; shell = idle.pop()) {
    if (shell.isUsable) {
      return shell;
    }
  }
  return new CommandShell();
}

function giveBack(shell: CommandShell): void {
  if (!shell.isUsable) {
    return;
  }
  if (idle.length < SHELLS) {
    idle.push(shell);
  } else {
    shell.kill(new Error('One shell more than are kept.'));
  }
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
