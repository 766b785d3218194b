/** Which forwarder has which UDP listener: one each, and it keeps it, since the flows are there. */
export class UdpOwners<Forwarder> {
  readonly #ownerOf = new Map<string, Forwarder>();
  readonly #listenersOf = new Map<Forwarder, Set<string>>();

  get(listenerId: string): Forwarder | undefined {
    return this.#ownerOf.get(listenerId);
  }

  listenersOf(owner: Forwarder): string[] {
    return [...(this.#listenersOf.get(owner) ?? [])];
  }

  /** To the candidate that has the fewest; undefined when there is none. */
  assign(listenerId: string, candidates: readonly Forwarder[]): Forwarder | undefined {
    this.release(listenerId);
    const count = (owner: Forwarder) => this.#listenersOf.get(owner)?.size ?? 0;
    const [first, ...others] = candidates;
    if (first === undefined) {
      return undefined;
    }
    const owner = others.reduce((fewest, one) => (count(one) < count(fewest) ? one : fewest), first);
    this.#ownerOf.set(listenerId, owner);
    this.#listenersOf.set(owner, (this.#listenersOf.get(owner) ?? new Set()).add(listenerId));
    return owner;
  }

  release(listenerId: string): void {
    const owner = this.#ownerOf.get(listenerId);
    const listeners = owner && this.#listenersOf.get(owner);
    this.#ownerOf.delete(listenerId);
    listeners?.delete(listenerId);
    if (owner && listeners?.size === 0) {
      this.#listenersOf.delete(owner);
    }
  }
}
