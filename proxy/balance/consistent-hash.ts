import { parseAddress } from './address.ts';
import type { Algorithm, Client, PoolMember } from './algorithm.ts';
import { finishHash, hashBytes, hashText, hashWord } from './hash.ts';

/** data-plane 4: what stays with one member. */
export type HashKey = 'source' | 'tuple' | 'quic';

const SLOT_BITS = 15;
const KEY_SEED = 0x51b0a7;
const MEMBER_SEED = 0x3c6ef372;

const words = new Uint32Array(4);

/**
 * Weighted rendezvous hashing over 32,768 slots of keys: each member draws for each slot a lot that depends on nothing but its
 * id, the slot and its weight, and the best lot has the slot. So a member that leaves gives away its slots and moves no
 * other, one that comes takes its share of each, and every process finds the same, in whatever order members came.
 *
 * Why not a ring: 160 points a member leave shares 8 % uneven and a weight of 1 without a sound share; lots are exact but for
 * chance, 2 % at 10 members. Why not Maglev: its tables move keys of members that stay. Slots make a choice one look-up
 * once their winner is known, which is found when a key first asks: a change costs nothing per key.
 */
export class ConsistentHash<M extends PoolMember> implements Algorithm<M> {
  readonly #key: HashKey;
  #members: readonly M[] = [];
  #seeds = new Int32Array(0);
  #weights = new Float64Array(0);
  /** Per slot the place of the winner in `#members`, plus 1; 0: nobody asked yet. */
  #winners: Uint8Array | Uint16Array = new Uint8Array(0);

  constructor(key: HashKey) {
    this.#key = key;
  }

  update(eligible: readonly M[]): void {
    this.#members = eligible;
    this.#seeds = Int32Array.from(eligible, (member) => hashText(MEMBER_SEED, member.memberId));
    this.#weights = Float64Array.from(eligible, (member) => member.weight);
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
      place = this.#winnerOf(slot) + 1;
      this.#winners[slot] = place;
    }
    return this.#members[place - 1] ?? null;
  }

  /** The least -ln(u) / weight, which makes the chance of each its share of all weights; equal ones: the smaller id. */
  #winnerOf(slot: number): number {
    let winner = 0;
    let least = Infinity;
    for (let index = 0; index < this.#seeds.length; index++) {
      const weight = this.#weights[index] ?? 0;
      const u = (finishHash(hashWord(this.#seeds[index] ?? 0, slot)) + 0.5) / 2 ** 32;
      // -ln(u) is more than 1 - u: most lots lose without a logarithm.
      if (1 - u >= least * weight) {
        continue;
      }
      const lot = -Math.log(u) / weight;
      if (lot < least || (lot === least && this.#isBefore(index, winner))) {
        least = lot;
        winner = index;
      }
    }
    return winner;
  }

  #isBefore(index: number, other: number): boolean {
    return (this.#members[index]?.memberId ?? '') < (this.#members[other]?.memberId ?? '');
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
