import { Nft } from './nft.ts';
import { missingOf, readAbilities } from './preflight/abilities.ts';
import { Judgement } from './preflight/judgement.ts';
import { readSurroundings } from './preflight/surroundings.ts';
import { TableWatch } from './table-watch.ts';
import type { HostFacts } from './why-not.ts';

/** Looking costs the host this part of one core at most, whatever others have in their tables. */
const PART_MAX = 0.005;
const LOOK_INTERVAL_MS_MIN = 15_000;

/** For people, a line each with how to mend it; none: the kernel can be used by this node. */
export async function whatIsMissing(nodeId: string): Promise<readonly string[]> {
  return missingOf(await readAbilities(nodeId));
}

/** The host around the table, as it was when it was last looked at. */
export class Host implements HostFacts {
  readonly #nft: Nft;
  #judgement: Judgement;
  #timer: NodeJS.Timeout | undefined;
  #tableWatch: TableWatch | null = null;
  #isStopped = false;

  private constructor(nft: Nft, judgement: Judgement) {
    this.#nft = nft;
    this.#judgement = judgement;
  }

  static async look(): Promise<Host> {
    const nft = new Nft();
    return new Host(nft, new Judgement(await readSurroundings(nft)));
  }

  get whyNotForward4(): string | null {
    return this.#judgement.whyNotForward4;
  }

  get whyNotForward6(): string | null {
    return this.#judgement.whyNotForward6;
  }

  get whyNotLocal4(): string | null {
    return this.#judgement.whyNotLocal4;
  }

  get whyNotLocal6(): string | null {
    return this.#judgement.whyNotLocal6;
  }

  isLocal(address: string): boolean {
    return this.#judgement.isLocal(address);
  }

  hints(): readonly string[] {
    return this.#judgement.hints;
  }

  /** Whether something is different now that decides who serves a listener. A look that fails leaves what was seen before. */
  async lookAgain(): Promise<boolean> {
    const before = this.#judgement.gist;
    this.#judgement = new Judgement(await readSurroundings(this.#nft));
    return this.#judgement.gist !== before;
  }

  /** Looks now and then until `stop`. */
  watch({ onChange, onFailure }: { onChange: () => void; onFailure: (error: unknown) => void }): void {
    const look = async () => {
      const begunAt = performance.now();
      try {
        if (await this.lookAgain()) {
          onChange();
        }
      } catch (error) {
        onFailure(error);
      }
      arm((performance.now() - begunAt) / PART_MAX);
    };
    const arm = (delayMs: number) => {
      if (!this.#isStopped) {
        this.#timer = setTimeout(look, Math.max(LOOK_INTERVAL_MS_MIN, delayMs)).unref();
      }
    };
    arm(0);
  }

  /** From now on until `stop`: tells at once when somebody deletes the table. */
  watchTable(onDeleted: () => void): void {
    this.#tableWatch ??= new TableWatch(onDeleted);
  }

  stop(): void {
    this.#isStopped = true;
    this.#tableWatch?.stop();
    clearTimeout(this.#timer);
  }
}
