import { filtersOf, type MarkFilter } from './mark-filters.ts';
import { CommandError, runCommand } from './run-command.ts';

/** Walking through a full table takes a second on a busy machine; a process walks so many times at most. */
const TIME_LIMIT_MS = 60_000;
const WALKS_MAX = 100;
const FAMILIES = ['ipv4', 'ipv6'] as const;
/** Each time that it meets an entry that has just gone by itself, conntrack gives up. */
const TRIES_MAX = 20;
const GONE_BY_ITSELF = "such conntrack doesn't exist";
const FOUND_NOTHING = / 0 flow entries have been (?:shown|deleted)/;

/** The connections of one network namespace as the kernel tracks them, through the program `conntrack`. */
export class Conntrack {
  readonly #command: readonly string[];
  /** Several deletions in one process came with version 1.4.7. */
  #takesScripts = true;

  constructor({ command = ['conntrack'] }: { command?: readonly string[] } = {}) {
    this.#command = command;
  }

  /**
   * How many are open now, by exact mark, IPv4 and IPv6. A TCP connection is open from the server's answer to the client's
   * first segment until both sides have said that they are done; a UDP flow as long as the kernel knows it, answered or not.
   * Rejects with CommandError.
   */
  async count(filter: MarkFilter): Promise<Map<number, number>> {
    const counts = new Map<number, number>();
    await Promise.all(FAMILIES.map((family) => this.#countFamily(family, filter, counts)));
    return counts;
  }

  async #countFamily(family: string, filter: MarkFilter, counts: Map<number, number>): Promise<void> {
    let rest = '';
    await this.#run(['-L', '-f', family, '-m', words(filter)], '', (text) => {
      const lines = rest + text;
      const end = lines.lastIndexOf('\n') + 1;
      tally(lines.slice(0, end), counts);
      rest = lines.slice(end);
    });
  }

  /**
   * Deletes every entry that has one of these exact marks, IPv4 and IPv6; one without entries is no error. The kernel walks
   * through its whole table for each range of marks (10 ms when empty, 30 ms with 100,000 entries). Rejects with CommandError.
   */
  async delete(marks: readonly number[], protocol?: 'tcp' | 'udp'): Promise<void> {
    const filters = filtersOf(marks).map((filter) => ['-D', '-m', words(filter), ...(protocol === undefined ? [] : ['-p', protocol])]);
    for (let first = 0; first < filters.length; first += WALKS_MAX) {
      await this.#deleteSome(filters.slice(first, first + WALKS_MAX));
    }
  }

  /** Deletes every entry of this filter, IPv4 and IPv6. */
  async deleteAll(filter: MarkFilter): Promise<void> {
    await this.#deleteSome([['-D', '-m', words(filter)]]);
  }

  async #deleteSome(deletions: readonly string[][]): Promise<void> {
    if (this.#takesScripts) {
      const script = deletions.map((args) => `${args.join(' ')}\n`).join('');
      try {
        await this.#insist(['-R', '-'], script);
        return;
      } catch (error) {
        if (!(error instanceof UnknownOption)) {
          throw error;
        }
        this.#takesScripts = false;
      }
    }
    for (const args of deletions) {
      for (const family of FAMILIES) {
        await this.#insist([...args, '-f', family]);
      }
    }
  }

  async #insist(args: readonly string[], input = ''): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#run(args, input);
        return;
      } catch (error) {
        if (tries === TRIES_MAX || !(error instanceof CommandError) || !error.message.includes(GONE_BY_ITSELF)) {
          throw error;
        }
      }
    }
  }

  async #run(args: readonly string[], input: string, onOutput: (text: string) => void = () => undefined): Promise<void> {
    const { code, complaint } = await runCommand({ command: [...this.#command, ...args], input, onOutput, timeLimitMs: TIME_LIMIT_MS });
    if (code !== 0 && !FOUND_NOTHING.test(complaint)) {
      const [reason] = complaint.trim().split('\n');
      const message = reason || `conntrack ended with code ${code}`;
      throw /(?:unknown|invalid|unrecognized) (?:option|argument)/i.test(complaint)
        ? new UnknownOption(message)
        : new CommandError(message);
    }
  }
}

class UnknownOption extends CommandError {}

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
