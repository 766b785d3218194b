const LONG_HEADER = 0x80;
const KEY_BYTES = 8;
/** Versions of draft-ietf-quic-transport-01 to -10; their long header carries the id in front of the version. */
const DRAFT_OLD_FIRST = 0xff000001;
const DRAFT_OLD_LAST = 0xff00000a;

/**
 * The connection id by which the scheduler `qch` chooses (data-plane 4), from the first datagram of a flow: a view of at most
 * its first 8 bytes; null: none can be read, and the four-tuple decides.
 *
 * 1. Long header of draft-10 or older: flags, id (8 bytes), version (4). Known by that version at that place.
 * 2. Any other long header (RFC 8999, 5.1): flags, version (4), length of the destination id, the id.
 * 3. Short header: flags, id. Its length is known to the server alone; draft-10 has 8 bytes, and later servers that want to
 *    be balanced by id use 8 or more. A draft-10 header that omits its id looks like one of RFC 9000, which always sets that
 *    bit, and is taken for one: its flow gets some member and keeps it like every flow.
 *
 * Only 8 bytes count so that long and short headers of one id agree. What no balancer can see without the servers' help: that an
 * id chosen by the server follows one chosen by the client. A flow stays where it is all the same; a client that changes its
 * address meets its server again only where both sides keep one id, as in the versions that this scheduler was made for.
 */
export function quicConnectionId(datagram: Uint8Array): Uint8Array | null {
  const flags = datagram[0];
  if (flags === undefined) {
    return null;
  }
  if ((flags & LONG_HEADER) === 0) {
    return idAt(datagram, 1, KEY_BYTES);
  }
  const oldVersion = datagram.length < 13 ? 0 : wordAt(datagram, 9);
  if (oldVersion >= DRAFT_OLD_FIRST && oldVersion <= DRAFT_OLD_LAST) {
    return idAt(datagram, 1, KEY_BYTES);
  }
  return idAt(datagram, 6, datagram[5] ?? 0);
}

function idAt(datagram: Uint8Array, start: number, length: number): Uint8Array | null {
  return length === 0 || datagram.length < start + length ? null : datagram.subarray(start, start + Math.min(length, KEY_BYTES));
}

function wordAt(datagram: Uint8Array, at: number): number {
  let word = 0;
  for (let index = at; index < at + 4; index++) {
    word = word * 256 + (datagram[index] ?? 0);
  }
  return word;
}
