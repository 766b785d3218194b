import { CommandError, runCommand } from './run-command.ts';

/** Loading 10,000 listeners takes well below a second; a kernel that is this late will not come back to us. */
const TIME_LIMIT_MS = 60_000;
const OUTPUT_MAX = 256 * 1024 * 1024;
const ERROR_LINES_MAX = 3;
/** Of a set, map, chain or table that is not there. */
const NOT_THERE = 'No such file or directory';

/** The words of nft or of the kernel, first lines, without the script. */
export class NftError extends Error {
  override name = 'NftError';
}

/** One object of `nft -j`, such as `{ set: { family, table, name, elem } }`. */
export type NftObject = Readonly<Record<string, unknown>>;

/** The rule sets of one network namespace, through the program `nft`. */
export class Nft {
  readonly #command: readonly string[];

  constructor({ command = ['nft'] }: { command?: readonly string[] } = {}) {
    this.#command = command;
  }

  /** One transaction: all of the script is in force, or nothing of it, and NftError says why. */
  async run(script: string): Promise<void> {
    const { code, complaint } = await this.#run(['-f', '-'], script, () => undefined);
    if (code !== 0) {
      throw new NftError(gist(complaint, code));
    }
  }

  /**
   * What `nft list <what>` shows, metainfo left out; null: something of it is not there. Several lists in one process: the
   * words of one list after those of the other, with ';' between.
   */
  async list(...what: string[]): Promise<NftObject[] | null> {
    const output: string[] = [];
    let length = 0;
    const { code, complaint } = await this.#run(['-j', 'list', ...what], '', (text) => {
      length += text.length;
      if (length > OUTPUT_MAX) {
        throw new NftError(`nft: "list ${what.join(' ')}" says more than ${OUTPUT_MAX} characters.`);
      }
      output.push(text);
    });
    if (code !== 0) {
      const errors = errorsIn(complaint);
      if (errors.length > 0 && errors.every((error) => error.endsWith(NOT_THERE))) {
        return null;
      }
      throw new NftError(gist(complaint, code));
    }
    return objectsIn(output.join(''));
  }

  async #run(args: readonly string[], input: string, onOutput: (text: string) => void) {
    try {
      return await runCommand({ command: [...this.#command, ...args], input, onOutput, timeLimitMs: TIME_LIMIT_MS });
    } catch (error) {
      throw error instanceof CommandError ? new NftError(error.message) : error;
    }
  }
}

/** `/dev/stdin:3:28-36: Error: …` becomes `line 3: …`. */
function errorsIn(complaint: string): string[] {
  return [...complaint.matchAll(/^(?:\S*:(\d+):\d+(?:-\d+)?: )?Error: (.*)$/gm)].map(([, line, text]) =>
    line === undefined ? `${text}` : `line ${line}: ${text}`,
  );
}

function gist(complaint: string, code: number): string {
  const errors = errorsIn(complaint);
  const lines = errors.length > 0 ? errors : complaint.split('\n').filter((line) => line.trim() !== '');
  return `nft: ${lines.slice(0, ERROR_LINES_MAX).join('; ') || `ended with code ${code}`}`;
}

/** One document per list. */
function objectsIn(output: string): NftObject[] {
  const documents = output.split('\n').filter((line) => line !== '');
  return documents.flatMap((document) => {
    let parsed: { nftables?: NftObject[] };
    try {
      parsed = JSON.parse(document);
    } catch {
      throw new NftError(`nft: said what is no JSON: ${document.slice(0, 100)}`);
    }
    return (parsed.nftables ?? []).filter((object) => !('metainfo' in object));
  });
}
