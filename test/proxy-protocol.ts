import { SocketAddress } from 'node:net';

export interface DecodedHeader {
  protocol: 'tcp' | 'udp';
  clientAddress: string;
  clientPort: number;
  serviceAddress: string;
  servicePort: number;
  /** Bytes that the header takes; the payload follows. */
  length: number;
}

const SIGNATURE = '0d0a0d0a000d0a515549540a';
const KINDS: Record<number, { protocol: 'tcp' | 'udp'; family: 'ipv4' | 'ipv6' }> = {
  17: { protocol: 'tcp', family: 'ipv4' },
  18: { protocol: 'udp', family: 'ipv4' },
  33: { protocol: 'tcp', family: 'ipv6' },
  34: { protocol: 'udp', family: 'ipv6' },
};

/** Reads a header of version 2 as servers do, from section 2.2 of the published specification; null: more bytes are needed. Throws on what is none. */
export function decodeProxyProtocol(bytes: Buffer): DecodedHeader | null {
  if (bytes.length < 16) {
    return null;
  }
  const kind = KINDS[bytes[13] ?? 0];
  if (bytes.toString('hex', 0, 12) !== SIGNATURE || bytes[12] !== 0x21 || kind === undefined) {
    throw new Error(`Not a PROXY protocol header of version 2: ${bytes.toString('hex', 0, 16)}`);
  }
  const length = 16 + bytes.readUInt16BE(14);
  if (bytes.length < length) {
    return null;
  }
  const width = kind.family === 'ipv4' ? 4 : 16;
  const ports = 16 + 2 * width;
  return {
    protocol: kind.protocol,
    clientAddress: addressOf(bytes.subarray(16, 16 + width), kind.family),
    clientPort: bytes.readUInt16BE(ports),
    serviceAddress: addressOf(bytes.subarray(16 + width, ports), kind.family),
    servicePort: bytes.readUInt16BE(ports + 2),
    length,
  };
}

function addressOf(bytes: Buffer, family: 'ipv4' | 'ipv6'): string {
  if (family === 'ipv4') {
    return bytes.join('.');
  }
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
  return new SocketAddress({ address: groups.join(':'), family }).address;
}
