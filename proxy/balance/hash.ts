/** MurmurHash3 (32 bits): fast, spreads well, the same in every process. Chosen for even shares, no defence against collisions. */
export function hashWord(hash: number, word: number): number {
  const scrambled = Math.imul(word, 0xcc9e2d51);
  const mixed = hash ^ Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

export function hashText(hash: number, text: string): number {
  let result = hash;
  for (let at = 0; at < text.length; at++) {
    result = hashWord(result, text.charCodeAt(at));
  }
  return hashWord(result, text.length);
}

export function hashBytes(hash: number, bytes: Uint8Array): number {
  let result = hash;
  for (let at = 0; at < bytes.length; at++) {
    result = hashWord(result, bytes[at] ?? 0);
  }
  return hashWord(result, bytes.length);
}

/** The last step of every hash: an unsigned number of 32 bits, each of which depends on all of the input. */
export function finishHash(hash: number): number {
  let result = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  result = Math.imul(result ^ (result >>> 13), 0xc2b2ae35);
  return (result ^ (result >>> 16)) >>> 0;
}
