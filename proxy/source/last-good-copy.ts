import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { VerdictState } from '#domain/health-check.ts';
import { LoadBalancerSnapshot } from '#domain/snapshot.ts';
import { DrillResult } from '#proxy/drill-result.ts';
import { FailoverEvent } from '#proxy/failover-event.ts';
import { codeOf, type Log, messageOf } from '#proxy/log.ts';
import { SavedServing } from '#proxy/reconcile/serving-table.ts';

const FORMAT = 1;
/** Between the end of a write and the start of the next one: at least so long, and so many times as long as it took. */
const PAUSE_MS_MIN = 1000;
const PAUSE_PER_WRITE_MS = 4;
/** Parts of about so many verdicts or states become text at a time, with a break after each for the traffic. */
const ITEMS_PER_PART = 500;
/** An older verdict says too little about the server of now; data-plane 8, rule 10 holds instead. */
const VERDICT_AGE_MS_MAX = 10 * 60 * 1000;
const COMMA = Buffer.from(',');

const SavedVerdict = z.object({ key: z.string(), state: VerdictState, reason: z.string(), since: z.iso.datetime() });

const Content = z.object({
  format: z.literal(FORMAT),
  nodeId: z.string(),
  savedAt: z.iso.datetime(),
  regions: z.array(z.object({ id: z.string(), revision: z.number().int() })),
  loadBalancers: z.array(LoadBalancerSnapshot),
  verdicts: z.array(SavedVerdict),
  /** Of standbys; apart from the verdicts, since those decide about traffic. */
  readiness: z.array(SavedVerdict).default([]),
  serving: z.array(SavedServing).default([]),
  /** Not in Postgres yet, as far as this node knew. */
  events: z.array(FailoverEvent).default([]),
  /** Of drills that this node knows of, whether they run, are over or are not in Postgres yet. */
  drills: z.array(DrillResult).default([]),
});
type Content = z.infer<typeof Content>;
export type LastGood = Pick<Content, 'regions' | 'loadBalancers' | 'verdicts' | 'readiness' | 'serving' | 'events' | 'drills'>;

/**
 * The last state that was read from Postgres, with the verdicts, in a file: what a worker starts from when Postgres
 * is away. Written aside, flushed, then renamed, so that a crash leaves the old or the new one, never half. The first
 * change is written at once; while changes keep coming there is a pause after each write. A load balancer becomes text
 * once, as long as it stays the same object.
 */
export class LastGoodCopy {
  readonly #path: string;
  readonly #nodeId: string;
  readonly #log: Log;
  readonly #texts = new WeakMap<object, Buffer>();
  #next: (() => LastGood) | null = null;
  #writing: Promise<void> | null = null;
  #endPause: (() => void) | null = null;
  #isFinal = false;
  #isFailing = false;

  constructor(options: { dataDir: string; nodeId: string; log: Log }) {
    this.#path = join(options.dataDir, `worker-${options.nodeId}.json`);
    this.#nodeId = options.nodeId;
    this.#log = options.log;
  }

  /** Null when there is none, or none that can be read. */
  async load(): Promise<(LastGood & { savedAt: string }) | null> {
    try {
      const content = Content.parse(JSON.parse(await readFile(this.#path, 'utf8')));
      if (content.nodeId !== this.#nodeId) {
        throw new Error(`it belongs to the node ${content.nodeId}`);
      }
      const ageMs = Date.now() - Date.parse(content.savedAt);
      const isOld = ageMs > VERDICT_AGE_MS_MAX;
      return { ...content, verdicts: isOld ? [] : content.verdicts, readiness: isOld ? [] : content.readiness };
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') {
        const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
        this.#log.error('last-good-copy:ignored', { path: this.#path, reason });
      }
      return null;
    }
  }

  /** Returns at once; of several saves before a write only the newest is written, and only that one is asked for. */
  save(state: () => LastGood): void {
    this.#next = state;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all that was saved is on disk, or has failed; waits for no pause. */
  async settled(): Promise<void> {
    this.#isFinal = true;
    this.#endPause?.();
    await this.#writing;
    this.#isFinal = false;
  }

  async #writeAll(): Promise<void> {
    while (this.#next) {
      const state = this.#next;
      this.#next = null;
      const startedAt = performance.now();
      try {
        await this.#write(state());
        if (this.#isFailing) {
          this.#isFailing = false;
          this.#log.info('last-good-copy:resumed', { path: this.#path });
        }
      } catch (error) {
        if (!this.#isFailing) {
          this.#isFailing = true;
          this.#log.error('last-good-copy:failed', {
            path: this.#path,
            reason: messageOf(error),
            effect: 'a restart without Postgres would start from an older state',
          });
        }
      }
      await this.#pause(Math.max(PAUSE_MS_MIN, PAUSE_PER_WRITE_MS * (performance.now() - startedAt)));
    }
    this.#writing = null;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#isFinal) {
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endPause = null;
  }

  async #write(state: LastGood): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const aside = `${this.#path}.new`;
    const file = await open(aside, 'w', 0o600);
    try {
      for await (const part of this.#parts(state)) {
        await file.writev(part);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, this.#path);
  }

  /** The text of `Content`, part by part. */
  async *#parts(state: LastGood): AsyncGenerator<Buffer[]> {
    const { regions, events, drills } = state;
    const head = { format: FORMAT, nodeId: this.#nodeId, savedAt: new Date().toISOString(), regions, events, drills };
    yield [Buffer.from(JSON.stringify(head).slice(0, -1))];
    const lists: [string, readonly object[], (item: object) => Buffer][] = [
      ['loadBalancers', state.loadBalancers, (item) => this.#textOf(item)],
      ['verdicts', state.verdicts, (item) => Buffer.from(JSON.stringify(item))],
      ['readiness', state.readiness, (item) => Buffer.from(JSON.stringify(item))],
      ['serving', state.serving, (item) => Buffer.from(JSON.stringify(item))],
    ];
    for (const [name, items, textOf] of lists) {
      yield [Buffer.from(`,"${name}":[`)];
      for (let start = 0; start < items.length; start += ITEMS_PER_PART) {
        const part = items.slice(start, start + ITEMS_PER_PART);
        yield part.flatMap((item, index) => (start + index === 0 ? [textOf(item)] : [COMMA, textOf(item)]));
      }
      yield [Buffer.from(']')];
    }
    yield [Buffer.from('}')];
  }

  #textOf(item: object): Buffer {
    let text = this.#texts.get(item);
    if (!text) {
      // A drill ends with its process, whatever becomes of Postgres.
      text = Buffer.from(JSON.stringify(item, (key, value) => (key === 'drill' ? null : value)));
      this.#texts.set(item, text);
    }
    return text;
  }
}
