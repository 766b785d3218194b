import { type Log, messageOf } from '#proxy/log.ts';
import { type LeftInForce, readLeftInForce } from './adoption.ts';
import type { Nft } from './nft.ts';
import { OPENED, skeleton, TABLE, TRAFFIC_CHAIN, trafficRules } from './ruleset/table.ts';
import { type Item, TableState } from './ruleset/table-state.ts';

/** Owner of what an earlier process has left in force, until somebody else wants it. */
const EARLIER = 'an earlier process';

/** The table in the kernel, brought to what is wanted by transactions of what differs. Made when there is something to put into it. */
export class KernelTable {
  readonly #nft: Nft;
  readonly #nodeId: string;
  readonly #log: Log;
  readonly #state = new TableState();
  #isSetUp = false;
  #made = 0;

  constructor({ nft, nodeId, log }: { nft: Nft; nodeId: string; log: Log }) {
    this.#nft = nft;
    this.#nodeId = nodeId;
    this.#log = log;
  }

  /** It is there, as far as is known. */
  get isSetUp(): boolean {
    return this.#isSetUp;
  }

  /** Another number each time that the table is made, and with it all its counters. */
  get made(): number {
    return this.#made;
  }

  /** All that this owner wants from now on; what is returned is to be committed. */
  want(owner: string, items: readonly Item[]): Set<string> {
    return this.#state.want(owner, items);
  }

  /** In one transaction; a table that is gone is made again, whole. Returns the kernel's reason not to, or null. */
  async commit(keys: ReadonlySet<string>): Promise<string | null> {
    const reason = await this.#run(keys);
    return reason !== null && (await this.repair()) ? null : reason;
  }

  /** If the table is gone, makes it again, with all that is wanted. Returns whether that was so and is mended. */
  async repair(): Promise<boolean> {
    if (!this.#isSetUp || !(await this.#isGone())) {
      return false;
    }
    this.#log.warn('kernel:lost', { effect: 'the table of this product was deleted; it is made again' });
    this.#isSetUp = false;
    this.#state.want(EARLIER, []);
    return (await this.#run(this.#state.lost())) === null;
  }

  /** Takes over what an earlier process of this node has left in force. Null: nothing, or nothing that could be used. */
  async adopt(): Promise<LeftInForce | null> {
    const objects = await this.#nft.list('table', ...TABLE.split(' '));
    if (objects === null) {
      return null;
    }
    const left = readLeftInForce(objects, this.#nodeId);
    const lines = skeleton(this.#nodeId);
    if (left === null) {
      this.#log.warn('kernel:replaced', { effect: 'a table of another version was in force; its rules are made anew' });
    } else {
      this.#state.adopt(EARLIER, left.items);
    }
    await this.#nft.run([...(left === null ? [`delete table ${TABLE}`] : []), ...lines, ''].join('\n'));
    this.#isSetUp = true;
    return left;
  }

  /** What nobody has wanted until now of what was left in force goes. */
  async sweep(): Promise<void> {
    await this.commit(this.#state.want(EARLIER, []));
  }

  async #isGone(): Promise<boolean> {
    try {
      return (await this.#nft.list('chain', ...TABLE.split(' '), TRAFFIC_CHAIN)) === null;
    } catch (error) {
      this.#log.error('kernel:not-read', { reason: messageOf(error) });
      return false;
    }
  }

  async #run(some: ReadonlySet<string>): Promise<string | null> {
    const keys = new Set([...some, ...this.#wantTraffic()]);
    const lines = this.#state.script(keys);
    try {
      if (lines.length > 0) {
        // Before it is there, so that nobody takes its counters for those of the one before.
        this.#made += this.#isSetUp ? 0 : 1;
        await this.#nft.run([...(this.#isSetUp ? [] : skeleton(this.#nodeId)), ...lines, ''].join('\n'));
        this.#isSetUp = true;
      }
      this.#state.done(keys);
      return null;
    } catch (error) {
      this.#log.error('kernel:refused', { reason: messageOf(error) });
      return messageOf(error);
    }
  }

  #wantTraffic(): Set<string> {
    const has = (name: string) => this.#state.sizeOf(name) > 0;
    const rules = trafficRules({ cut: has('cut'), shape: has('shape'), keep: has('keep') });
    return has(OPENED) ? this.#state.want(TRAFFIC_CHAIN, [{ kind: 'chain', name: TRAFFIC_CHAIN, rules }]) : new Set();
  }
}
