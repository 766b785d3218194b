/** What must be undone, last first, whichever way the run ends. */
export class Cleanup {
  readonly #steps: (() => unknown)[] = [];
  #running: Promise<void> | undefined;

  /** Returns a function that undoes it now; then it is not undone again. */
  add(step: () => unknown): () => Promise<void> {
    this.#steps.push(step);
    return async () => {
      const index = this.#steps.indexOf(step);
      if (index >= 0) {
        this.#steps.splice(index, 1);
        await step();
      }
    };
  }

  /** Every step is tried; what fails is said, and does not keep the others from running. */
  run(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        console.error(`While clearing up: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
}
