const COLON = 58;
const DOT = 46;
const ZERO = 48;

const groups = new Uint16Array(8);

/**
 * Reads an address into four 32-bit words, most significant first, and says its family; null: not an address.
 * An IPv4 address, and an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2), which is one, stands in the last word and leaves the
 * others 0. A zone (`%eth0`) is not part of the address. Allocates nothing: it runs for each new connection.
 */
export function parseAddress(text: string, words: Uint32Array): 4 | 6 | null {
  if (!text.includes(':')) {
    const value = parseIPv4(text, 0, text.length);
    return value < 0 ? null : putIPv4(words, value);
  }
  const zone = text.indexOf('%');
  if (!readGroups(text, zone < 0 ? text.length : zone)) {
    return null;
  }
  for (let index = 0; index < 4; index++) {
    words[index] = ((groups[2 * index] ?? 0) << 16) | (groups[2 * index + 1] ?? 0);
  }
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff ? putIPv4(words, words[3] ?? 0) : 6;
}

function putIPv4(words: Uint32Array, value: number): 4 {
  words[0] = 0;
  words[1] = 0;
  words[2] = 0;
  words[3] = value;
  return 4;
}

/** -1: not four decimal numbers up to 255 without leading zeros. */
function parseIPv4(text: string, start: number, end: number): number {
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (part < 0 || dots === 3) {
        return -1;
      }
      value = value * 256 + part;
      part = -1;
      dots++;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || part === 0) {
      return -1;
    }
    part = part < 0 ? digit : part * 10 + digit;
    if (part > 255) {
      return -1;
    }
  }
  return part < 0 || dots !== 3 ? -1 : value * 256 + part;
}

/** Fills `groups` from `text` up to `end`; false: not an IPv6 address. */
function readGroups(text: string, end: number): boolean {
  let count = 0;
  let gapAt = -1;
  let at = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) {
      return false;
    }
    gapAt = 0;
    at = 2;
  }
  while (at < end) {
    const start = at;
    let value = 0;
    let digit = hexDigit(text.charCodeAt(at));
    while (at < end && digit >= 0) {
      value = (value << 4) | digit;
      at++;
      digit = hexDigit(text.charCodeAt(at));
    }
    if (at < end && text.charCodeAt(at) === DOT) {
      const embedded = parseIPv4(text, start, end);
      if (embedded < 0 || count > 6) {
        return false;
      }
      groups[count++] = embedded >>> 16;
      groups[count++] = embedded & 0xffff;
      break;
    }
    if (at === start || at - start > 4 || count === 8) {
      return false;
    }
    groups[count++] = value;
    if (at === end) {
      break;
    }
    at++;
    if (text.charCodeAt(at - 1) !== COLON || at === end) {
      return false;
    }
    if (text.charCodeAt(at) === COLON) {
      if (gapAt >= 0) {
        return false;
      }
      gapAt = count;
      at++;
    }
  }
  if (gapAt < 0) {
    return count === 8;
  }
  if (count === 8) {
    return false;
  }
  groups.copyWithin(8 - (count - gapAt), gapAt, count);
  groups.fill(0, gapAt, 8 - (count - gapAt));
  return true;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) {
    return code - 48;
  }
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
