import { z } from 'zod';

export const IpVersion = z.enum(['ipv4', 'ipv6']);
export type IpVersion = z.infer<typeof IpVersion>;

export interface Network {
  ipVersion: IpVersion;
  /** In one spelling whatever the input's: RFC 5952 for IPv6, always with its length, no host bits. */
  cidr: string;
  /** The input had bits set behind the length; `cidr` is the network that they are in. */
  hadHostBits: boolean;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** Reads `10.0.0.0/8` or, as a network of its own, `10.0.0.1`; null when it is neither. */
export function parseNetwork(text: string): Network | null {
  const [address = '', length, ...rest] = text.split('/');
  const ipVersion = ipVersionOf(address);
  if (ipVersion === null || rest.length > 0 || (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length))) {
    return null;
  }
  const lengthBits = Number(length ?? BITS[ipVersion]);
  if (lengthBits > BITS[ipVersion]) {
    return null;
  }
  const bits = ipVersion === 'ipv4' ? ipv4Bits(address) : ipv6Bits(address);
  const hostLength = BigInt(BITS[ipVersion] - lengthBits);
  const network = (bits >> hostLength) << hostLength;
  const base = ipVersion === 'ipv4' ? ipv4Text(network) : ipv6Text(network);
  return { ipVersion, cidr: `${base}/${lengthBits}`, hadHostBits: network !== bits };
}

export function ipVersionOf(address: string): IpVersion | null {
  if (z.ipv4().safeParse(address).success) {
    return 'ipv4';
  }
  return z.ipv6().safeParse(address).success ? 'ipv6' : null;
}

function ipv4Bits(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function ipv4Text(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
}

function ipv6Bits(address: string): bigint {
  const [head = '', tail] = shortest(address).split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':');
}

function ipv6Text(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return shortest(groups.join(':'));
}

/** What URLs write, which is RFC 5952 with hexadecimal groups only. */
function shortest(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
