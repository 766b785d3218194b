import type { Forwarder } from './forwarder.ts';
import type { HeldFlows } from './messages.ts';
import { UdpOwners } from './udp-owners.ts';

/**
 * Where UDP listeners are: each has one owner, which gets its datagrams, and as holders those former owners that still have
 * flows of it and the port beside the owner.
 */
export class UdpPlacement {
  readonly owners = new UdpOwners<Forwarder>();
  readonly #holders = new Map<string, Set<Forwarder>>();
  /** Owners that know the flows of all holders. */
  readonly #informed = new Map<string, Forwarder>();

  /** It takes no new flows any more, and keeps those that it has. */
  hold(forwarder: Forwarder): string[] {
    const listenerIds = this.owners.listenersOf(forwarder);
    for (const id of listenerIds) {
      this.owners.release(id);
      this.#informed.delete(id);
      this.#holders.set(id, (this.#holders.get(id) ?? new Set()).add(forwarder));
    }
    return listenerIds;
  }

  /** Those of these listeners whose port is held by others and whose flows this owner does not know yet. */
  succeeded(listenerIds: Iterable<string>, owner: Forwarder): Set<string> {
    return new Set([...listenerIds].filter((id) => this.#holders.has(id) && this.#informed.get(id) !== owner));
  }

  /** To be called when the owner has bound the ports. */
  async inform(owner: Forwarder, listenerIds: ReadonlySet<string>): Promise<void> {
    const askedOf = new Map<Forwarder, string[]>();
    for (const id of listenerIds) {
      this.#informed.set(id, owner);
      for (const holder of this.#holders.get(id) ?? []) {
        askedOf.set(holder, [...(askedOf.get(holder) ?? []), id]);
      }
    }
    const flows: HeldFlows[][] = await Promise.all([...askedOf].map(([holder, ids]) => holder.handOver(ids, owner)));
    owner.send({ kind: 'take-over', listenerIds: [...listenerIds], flows: flows.flat() });
  }

  flowsEnded(holder: Forwarder, listenerId: string, keys: readonly string[]): void {
    this.owners.get(listenerId)?.send({ kind: 'flows-ended', listenerId, port: holder.relayPort, keys });
  }

  /** Its listeners have no owner any more; of what it held nothing is left. */
  ended(forwarder: Forwarder): string[] {
    for (const [listenerId, holders] of this.#holders) {
      if (holders.delete(forwarder)) {
        this.owners.get(listenerId)?.send({ kind: 'flows-ended', listenerId, port: forwarder.relayPort, keys: null });
      }
      if (holders.size === 0) {
        this.#holders.delete(listenerId);
      }
    }
    const listenerIds = this.owners.listenersOf(forwarder);
    for (const id of listenerIds) {
      this.owners.release(id);
      this.#informed.delete(id);
    }
    return listenerIds;
  }

  remove(listenerIds: Iterable<string>): void {
    for (const id of listenerIds) {
      this.owners.release(id);
      this.#holders.delete(id);
      this.#informed.delete(id);
    }
  }
}
