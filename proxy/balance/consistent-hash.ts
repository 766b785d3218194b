import { parseAddress } from './address.ts';
import type { Algorithm, Client, PoolMember } from './algorithm.ts';
import { finishHash, hashBytes, hashText, hashWord } from './hash.ts';
import { SlotDraw } from './slot-draw.ts';

/** data-plane 4: what stays with one member. */
export type HashKey = 'source' | 'tuple' | 'quic';

const SLOT_BITS = 15;
const KEY_SEED = 0x51b0a7;

const words = new Uint32Array(4);

/**
 * Weighted rendezvous hashing over 32,768 slots of keys, which spreads 10 members 2 % unevenly. Slots make a choice one look-up
 * once their winner is known, which is found when a key first asks: a change costs nothing per key.
 */
export class ConsistentHash<M extends PoolMember> implements Algorithm<M> {
  readonly #key: HashKey;
  #members: readonly M[] = [];
  #draw = new SlotDraw([]);
  /** Per slot the place of the winner in `#members`, plus 1; 0: nobody asked yet. */
  #winners: Uint8Array | Uint16Array = new Uint8Array(0);

  constructor(key: HashKey) {
    this.#key = key;
  }

  update(eligible: readonly M[]): void {
    this.#members = eligible;
    this.#draw = new SlotDraw(eligible);
    // Made by the first choice: most listeners of a large configuration rest.
    this.#winners = new Uint8Array(0);
  }

  choose(client: Client): M | null {
    if (this.#members.length < 2) {
      return this.#members[0] ?? null;
    }
    if (this.#winners.length === 0) {
      this.#winners = this.#members.length < 256 ? new Uint8Array(1 << SLOT_BITS) : new Uint16Array(1 << SLOT_BITS);
    }
    const slot = keyOf(this.#key, client) >>> (32 - SLOT_BITS);
    let place = this.#winners[slot] ?? 0;
    if (place === 0) {
      place = this.#draw.winnerOf(slot) + 1;
      this.#winners[slot] = place;
    }
    return this.#members[place - 1] ?? null;
  }
}

function keyOf(key: HashKey, client: Client): number {
  if (key === 'quic' && client.quicConnectionId) {
    return finishHash(hashBytes(KEY_SEED, client.quicConnectionId));
  }
  const source = hashAddress(KEY_SEED, client.clientAddress);
  if (key === 'source') {
    return finishHash(source);
  }
  const destination = hashAddress(source, client.serviceAddress);
  return finishHash(hashWord(hashWord(destination, client.clientPort), client.servicePort));
}

/** By value: an IPv4 client has one key also where a socket names it as a mapped IPv6 address. */
function hashAddress(hash: number, address: string): number {
  const family = parseAddress(address, words);
  if (family === 4) {
    return hashWord(hash, words[3] ?? 0);
  }
  return family === null ? hashText(hash, address) : words.reduce(hashWord, hash);
}
