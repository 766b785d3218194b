import type { ConnectionEffect } from '#proxy/engine/engine.ts';
import type { ChangeReceipt } from './observed.ts';
import type { RegionRevision } from './planned.ts';

const DELAY_MS_MAX = 2 ** 31 - 1;

/**
 * What became of each revision of a region here: which listeners it touched and what it did to their connections. A
 * revision that was overtaken before it was carried out is part of the next one. Holds what is not carried out yet only.
 */
export class ChangeReceipts {
  /** Revisions in force, by region; null before the first plan is, of which there is nothing to tell. */
  #inForce: Map<string, number> | null = null;
  /** Touched and not told, with the region of each. */
  readonly #touched = new Map<string, { regionId: string } & ConnectionEffect>();

  touch(listenerId: string, regionId: string): void {
    if (!this.#touched.has(listenerId)) {
      this.#touched.set(listenerId, { regionId, kept: 0, cut: 0 });
    }
  }

  /** Of listeners that were tried again, nothing is told. */
  note(effects: ReadonlyMap<string, ConnectionEffect>): void {
    for (const [listenerId, { kept, cut }] of effects) {
      const touched = this.#touched.get(listenerId);
      if (touched) {
        touched.kept = kept;
        touched.cut += cut;
      }
    }
  }

  /** All of these regions is in force now. */
  take(regions: readonly RegionRevision[], isFailed: (listenerId: string) => boolean): ChangeReceipt[] {
    const before = this.#inForce;
    this.#inForce = new Map(regions.map(({ id, revision }) => [id, revision]));
    const receipts = regions.flatMap((region) =>
      before === null || before.get(region.id) === region.revision ? [] : (this.#receiptOf(region, isFailed) ?? []),
    );
    this.#touched.clear();
    return receipts;
  }

  #receiptOf({ id, revision, made }: RegionRevision, isFailed: (listenerId: string) => boolean): ChangeReceipt | null {
    if (made === null) {
      return null;
    }
    const delayMs = Math.min(DELAY_MS_MAX, Math.max(0, Math.round(performance.now() - made.seenAtMs)));
    const receipt: ChangeReceipt = {
      regionId: id,
      revision,
      changedAt: made.at,
      inForceAt: new Date(made.at.getTime() + delayMs),
      delayMs,
      listeners: 0,
      failed: 0,
      connectionsKept: 0,
      connectionsCut: 0,
    };
    for (const [listenerId, { regionId, kept, cut }] of this.#touched) {
      if (regionId === id) {
        receipt.listeners += 1;
        receipt.failed += Number(isFailed(listenerId));
        receipt.connectionsKept += kept;
        receipt.connectionsCut += cut;
      }
    }
    return receipt;
  }
}
