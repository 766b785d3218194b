import { parseAddress } from './address.ts';

const scratch = new Uint32Array(4);

/** One network: the words of its first and last address, as `parseAddress` gives them. */
interface Range {
  first: readonly number[];
  last: readonly number[];
}

/**
 * Addresses of a list of IPv4 and IPv6 networks in CIDR notation; an entry without a prefix is one address. Overlapping and
 * adjoining networks become one range, so that a look-up is one binary search. A mapped IPv6 address is the IPv4 address.
 */
export class AddressSet {
  readonly #ipv4: SortedRanges;
  readonly #ipv6: SortedRanges;
  readonly isEmpty: boolean;

  /** Throws with the entry that is not a network. */
  constructor(entries: readonly string[]) {
    const ranges = { 4: [] as Range[], 6: [] as Range[] };
    for (const entry of entries) {
      const { family, range } = rangeOf(entry);
      ranges[family].push(range);
    }
    this.#ipv4 = new SortedRanges(ranges[4]);
    this.#ipv6 = new SortedRanges(ranges[6]);
    this.isEmpty = entries.length === 0;
  }

  /** False too for what is not an address. */
  has(address: string): boolean {
    const family = parseAddress(address, scratch);
    if (family === null) {
      return false;
    }
    return family === 4 ? this.#ipv4.has(scratch) : this.#ipv6.has(scratch);
  }
}

/** Ranges that neither overlap nor touch, by address; four words each. */
class SortedRanges {
  readonly #firsts: Uint32Array;
  readonly #lasts: Uint32Array;

  constructor(ranges: readonly Range[]) {
    const merged = merge(ranges);
    this.#firsts = Uint32Array.from(merged.flatMap((range) => range.first));
    this.#lasts = Uint32Array.from(merged.flatMap((range) => range.last));
  }

  has(address: Uint32Array): boolean {
    let low = 0;
    let high = this.#firsts.length / 4;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.#firsts, 4 * middle, address) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low > 0 && compare(this.#lasts, 4 * (low - 1), address) >= 0;
  }
}

function compare(words: Uint32Array, at: number, address: Uint32Array): number {
  for (let index = 0; index < 4; index++) {
    const difference = (words[at + index] ?? 0) - (address[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((a, b) => order(a.first, b.first))) {
    const before = merged.at(-1);
    if (before === undefined || order(range.first, next(before.last)) > 0) {
      merged.push({ ...range });
    } else if (order(range.last, before.last) > 0) {
      before.last = range.last;
    }
  }
  return merged;
}

function order(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((word, at) => word !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** The address after this one; the last of all addresses has none and is its own. */
function next(address: readonly number[]): readonly number[] {
  const at = address.findLastIndex((word) => word !== 0xffffffff);
  return at < 0 ? address : address.map((word, index) => (index < at ? word : index === at ? word + 1 : 0));
}

function rangeOf(entry: string): { family: 4 | 6; range: Range } {
  const slash = entry.indexOf('/');
  const address = slash < 0 ? entry : entry.slice(0, slash);
  const family = parseAddress(address, scratch);
  if (family === null) {
    throw new Error(`Access control entry "${entry}" is not an IPv4 or IPv6 network in CIDR notation.`);
  }
  const words = [...scratch];
  // Prefixes count over all 128 bits; that of an IPv4 network written as IPv4 begins behind the 96 bits that are 0.
  const isMapped = family === 4 && address.includes(':');
  const width = family === 4 && !isMapped ? 32 : 128;
  const prefix = slash < 0 ? width : prefixOf(entry, entry.slice(slash + 1), width);
  const bits = prefix + 128 - width;
  if (isMapped && bits < 96) {
    throw new Error(`Access control entry "${entry}" mixes IPv4 and IPv6: a mapped IPv4 network has a prefix of 96 or more.`);
  }
  return {
    family,
    range: {
      first: words.map((word, index) => (word & mask(bits - 32 * index)) >>> 0),
      last: words.map((word, index) => (word | ~mask(bits - 32 * index)) >>> 0),
    },
  };
}

function prefixOf(entry: string, text: string, width: number): number {
  const prefix = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(prefix <= width)) {
    throw new Error(`Access control entry "${entry}" needs a prefix from 0 to ${width}.`);
  }
  return prefix;
}

/** Of a word whose first `bits` bits belong to the network. */
function mask(bits: number): number {
  return bits <= 0 ? 0 : bits >= 32 ? 0xffffffff : ~(0xffffffff >>> bits);
}
