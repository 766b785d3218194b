import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { toolEnvironment } from './tool-environment.ts';

const COMPLAINT_MAX = 16_384;

export interface ShellEnd {
  /** As the shell has it: 126 and 127 could not be started, above 128 ended by a signal. */
  code: number;
  complaint: string;
}

interface Job {
  /** Ends the output of the program on both streams. */
  mark: string;
  onOutput: (text: string) => void;
  /** Output that may be the beginning of the mark. */
  rest: string;
  complaint: string;
  code: number | null;
  hasComplained: boolean;
  resolve: (end: ShellEnd) => void;
  reject: (error: Error) => void;
}

/**
 * A small process that starts programs for this one, one after the other. To start one itself would cost a worker with many
 * listeners tens of milliseconds in which it does nothing else, since a process is copied, page by page, before it becomes
 * another program. It ends with this process, whatever ends that.
 */
export class CommandShell {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #output = new StringDecoder('utf8');
  readonly #complaints = new StringDecoder('utf8');
  #job: Job | null = null;
  #isBroken = false;

  constructor() {
    // A group of its own: a signal from the terminal must not end a transaction.
    this.#child = spawn('/bin/sh', ['-s'], { env: toolEnvironment(), stdio: 'pipe', detached: true });
    this.#child.once('error', (error) => this.#break(error));
    this.#child.once('close', () => this.#break(new Error('The shell that starts programs has ended.')));
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (data: Buffer) => this.#onOutput(this.#output.write(data)));
    this.#child.stderr.on('data', (data: Buffer) => this.#onComplaint(this.#complaints.write(data)));
    this.#hold(false);
  }

  get isUsable(): boolean {
    return !this.#isBroken;
  }

  /** Not while another one runs. Rejects when the shell ends before the program does, or `onOutput` throws. */
  run(command: readonly string[], inputFile: string, onOutput: (text: string) => void): Promise<ShellEnd> {
    const mark = randomUUID();
    return new Promise((resolve, reject) => {
      this.#job = { mark, onOutput, rest: '', complaint: '', code: null, hasComplained: false, resolve, reject };
      this.#hold(true);
      const words = command.map(quoted).join(' ');
      this.#child.stdin.write(`${words} <${quoted(inputFile)}; printf '${mark} %d\\n' $?; printf '${mark}' >&2\n`);
    });
  }

  /** With the program that it runs. */
  kill(reason: Error): void {
    this.#break(reason);
  }

  #onOutput(text: string): void {
    const job = this.#job;
    if (!job || job.code !== null) {
      return;
    }
    job.rest += text;
    const at = job.rest.lastIndexOf(job.mark);
    const isEnd = at >= 0 && job.rest.endsWith('\n');
    const ready = at >= 0 ? at : beginningOf(job.mark, job.rest);
    try {
      if (ready > 0) {
        job.onOutput(job.rest.slice(0, ready));
      }
    } catch (error) {
      this.#break(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    job.rest = job.rest.slice(ready);
    if (isEnd) {
      job.code = Number(job.rest.slice(job.mark.length));
      this.#finish(job);
    }
  }

  #onComplaint(text: string): void {
    const job = this.#job;
    if (!job) {
      return;
    }
    const tail = job.mark.length;
    const whole = job.complaint + text;
    const isEnd = whole.endsWith(job.mark);
    job.complaint = isEnd ? whole.slice(0, -tail).slice(0, COMPLAINT_MAX) : bounded(whole, tail);
    job.hasComplained = isEnd;
    this.#finish(job);
  }

  #finish({ code, hasComplained, complaint, resolve }: Job): void {
    if (code !== null && hasComplained) {
      this.#job = null;
      this.#hold(false);
      resolve({ code, complaint });
    }
  }

  #break(error: Error): void {
    this.#isBroken = true;
    const job = this.#job;
    this.#job = null;
    try {
      process.kill(-(this.#child.pid ?? 0), 'SIGKILL');
    } catch {
      // Gone, or never started.
    }
    job?.reject(error);
  }

  /** Keeps this process alive or lets it end. */
  #hold(isHeld: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const one of [this.#child, stdin, stdout, stderr] as unknown as { ref(): void; unref(): void }[]) {
      isHeld ? one.ref() : one.unref();
    }
  }
}

/** Where the end of the text may be the beginning of the mark; the length of the text where it cannot. */
function beginningOf(mark: string, text: string): number {
  for (let at = Math.max(0, text.length - mark.length + 1); at < text.length; at += 1) {
    if (mark.startsWith(text.slice(at))) {
      return at;
    }
  }
  return text.length;
}

/** The first part, and as much of the end as may be the beginning of a mark. */
function bounded(text: string, tail: number): string {
  return text.length <= COMPLAINT_MAX + tail ? text : text.slice(0, COMPLAINT_MAX) + text.slice(-tail);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
