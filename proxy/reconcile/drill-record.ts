import type { DrillResult } from '#proxy/drill-result.ts';
import type { Engine } from '#proxy/engine/engine.ts';

export type DrillEngine = Pick<Engine, 'settled' | 'countersOf'>;

/**
 * Measures what one drill does to one listener. Stages: pretending -> moved -> returned, or pretending -> unmoved. Nothing
 * is measured before every forwarder has answered that it does, and has counted, all that it was told before.
 */
export class DrillRecord {
  readonly #engine: DrillEngine;
  readonly #activeId: string;
  readonly #onChange: (result: DrillResult) => void;
  readonly #beganAtMs = performance.now();
  readonly #baseline: Promise<number>;
  #stage: 'pretending' | 'moved' | 'returned' | 'unmoved';
  #result: DrillResult;

  /** `result`: that of an earlier process, or one that begins. */
  constructor(options: { engine: DrillEngine; activeId: string; result: DrillResult; onChange: (result: DrillResult) => void }) {
    this.#engine = options.engine;
    this.#activeId = options.activeId;
    this.#onChange = options.onChange;
    this.#result = options.result;
    const { movedAt, returnedAt } = options.result;
    this.#stage = returnedAt !== null ? 'returned' : movedAt !== null ? 'moved' : 'pretending';
    this.#baseline = this.#connections();
    this.#tell();
  }

  get result(): DrillResult {
    return this.#result;
  }

  get stage() {
    return this.#stage;
  }

  /** Only the first reason is kept: what follows is a consequence of it. */
  note(text: string): void {
    if (this.#result.note === null) {
      this.#set({ note: text });
    }
  }

  /** The engine was told just now to send traffic to the standby. */
  moved(): void {
    this.#stage = 'moved';
    void this.#affected().then((connectionsAffected) => {
      const downtimeMs = Math.round(performance.now() - this.#beganAtMs);
      this.#set({ movedAt: new Date().toISOString(), downtimeMs, connectionsAffected });
    });
  }

  /** The engine was told just now to send traffic to the active again. */
  returned(): void {
    this.#stage = 'returned';
    void this.#engine.settled().then(() => this.#set({ returnedAt: new Date().toISOString() }));
  }

  /** The drill is over, and the traffic stayed where it was. */
  unmoved(note: string): void {
    this.#stage = 'unmoved';
    void this.#affected().then((connectionsAffected) => this.#set({ connectionsAffected, note: this.#result.note ?? note }));
  }

  async #affected(): Promise<number> {
    const [before, now] = await Promise.all([this.#baseline, this.#connections()]);
    return Math.max(0, now - before);
  }

  /** New connections or flows that were ever sent to the active. */
  async #connections(): Promise<number> {
    await this.#engine.settled();
    const members = this.#engine.countersOf(this.#result.listenerId)?.members;
    return members?.find((member) => member.memberId === this.#activeId)?.connectionsTotal ?? 0;
  }

  #set(changes: Partial<DrillResult>): void {
    this.#result = { ...this.#result, ...changes };
    this.#tell();
  }

  /** Who hears of a drill may be sure that what comes from then on is counted. */
  #tell(): void {
    void this.#baseline.then(() => this.#onChange(this.#result));
  }
}
