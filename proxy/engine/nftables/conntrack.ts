import { runCommand } from './run-command.ts';

/** Walking 262,144 entries takes a second on a busy machine. */
const TIME_LIMIT_MS = 60_000;
const FAMILIES = ['ipv4', 'ipv6'] as const;

/** `conntrack -R -` opens its input by name, which works for a pipe and not for the socket that Node gives to a child. */
const THROUGH_PIPE = ['sh', '-c', 'cat | "$@"', 'sh'];

/** Entries whose mark, cut to the bits of `mask`, is `mark`. */
export interface MarkFilter {
  mark: number;
  mask: number;
}

/** The connections of one network namespace as the kernel tracks them, through the program `conntrack`. */
export class Conntrack {
  readonly #command: readonly string[];

  constructor({ command = ['conntrack'] }: { command?: readonly string[] } = {}) {
    this.#command = command;
  }

  /**
   * How many are open now, by exact mark, IPv4 and IPv6. A TCP connection is open from the server's answer to the client's
   * first segment until both sides have ended it; a UDP flow as long as the kernel knows it, answered or not.
   */
  async count(filter: MarkFilter): Promise<Map<number, number>> {
    const counts = new Map<number, number>();
    for (const family of FAMILIES) {
      let rest = '';
      await this.#run(['-L', '-f', family, '-m', words(filter)], '', (text) => {
        const lines = rest + text;
        const end = lines.lastIndexOf('\n') + 1;
        tally(lines.slice(0, end), counts);
        rest = lines.slice(end);
      });
    }
    return counts;
  }

  /** Deletes every entry that has one of these exact marks, IPv4 and IPv6; one without entries is no error. */
  async delete(marks: readonly number[], protocol?: 'tcp' | 'udp'): Promise<void> {
    if (marks.length === 0) {
      return;
    }
    const only = protocol === undefined ? '' : ` -p ${protocol}`;
    const lines = marks.map((mark) => `-D -m ${mark}${only}\n`);
    await this.#run(['-R', '-'], lines.join(''), () => undefined, THROUGH_PIPE);
  }

  /** Deletes every entry of this filter, IPv4 and IPv6. */
  async deleteAll(filter: MarkFilter): Promise<void> {
    for (const family of FAMILIES) {
      await this.#run(['-D', '-f', family, '-m', words(filter)], '', () => undefined);
    }
  }

  async #run(args: readonly string[], input: string, onOutput: (text: string) => void, wrapper: readonly string[] = []): Promise<void> {
    const { code, complaint } = await runCommand({
      command: [...wrapper, ...this.#command, ...args],
      input,
      onOutput,
      timeLimitMs: TIME_LIMIT_MS,
    });
    // A deletion that found nothing ends with 1 too.
    if (code !== 0 && !/ 0 flow entries have been /.test(complaint)) {
      throw new Error(complaint.trim().split('\n')[0] || `conntrack ended with code ${code}`);
    }
  }
}

function words({ mark, mask }: MarkFilter): string {
  return `${mark >>> 0}/${mask >>> 0}`;
}

/** `tcp      6 299 ESTABLISHED src=… dst=… … mark=1073741825 use=1`; caught: a state that is not open, and the mark. */
const ENTRY = /^(?:tcp|udp) +\d+ (?:\d+ )?(?:(NONE|LISTEN|SYN_SENT|SYN_SENT2|LAST_ACK|TIME_WAIT|CLOSE) )?.* mark=(\d+)/gm;

function tally(lines: string, counts: Map<number, number>): void {
  for (const [, closed, mark] of lines.matchAll(ENTRY)) {
    if (closed === undefined) {
      counts.set(Number(mark), (counts.get(Number(mark)) ?? 0) + 1);
    }
  }
}
