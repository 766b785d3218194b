import { parseAddress } from './address.ts';

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** Version 2, command PROXY. */
const VERSION_AND_COMMAND = 0x21;
const TRANSPORT = { tcp: 0x1, udp: 0x2 } as const;
const FAMILY_IPV4 = 0x10;
const FAMILY_IPV6 = 0x20;
const ADDRESSES_AT = 16;

export interface ProxiedConnection {
  protocol: 'tcp' | 'udp';
  clientAddress: string;
  clientPort: number;
  serviceAddress: string;
  servicePort: number;
}

const client = new Uint32Array(4);
const service = new Uint32Array(4);

/**
 * Header of the PROXY protocol, version 2 (data-plane 17): goes in front of a TCP stream, or of each datagram. It tells of the
 * client side, whatever family the server side has. Both addresses are of one family there; should a socket name one of
 * them as a mapped IPv6 address, it is IPv4. Throws on what is not an address.
 */
export function proxyProtocolHeader(connection: ProxiedConnection): Buffer {
  const clientFamily = read(connection.clientAddress, client);
  const serviceFamily = read(connection.serviceAddress, service);
  const isIPv4 = clientFamily === 4 && serviceFamily === 4;
  const addressBytes = isIPv4 ? 4 : 16;
  const length = 2 * addressBytes + 4;
  const header = Buffer.allocUnsafe(ADDRESSES_AT + length);
  SIGNATURE.copy(header);
  header[12] = VERSION_AND_COMMAND;
  header[13] = (isIPv4 ? FAMILY_IPV4 : FAMILY_IPV6) | TRANSPORT[connection.protocol];
  header.writeUInt16BE(length, 14);
  if (isIPv4) {
    header.writeUInt32BE(client[3] ?? 0, ADDRESSES_AT);
    header.writeUInt32BE(service[3] ?? 0, ADDRESSES_AT + 4);
  } else {
    putIPv6(header, ADDRESSES_AT, client, clientFamily);
    putIPv6(header, ADDRESSES_AT + 16, service, serviceFamily);
  }
  header.writeUInt16BE(connection.clientPort, ADDRESSES_AT + 2 * addressBytes);
  header.writeUInt16BE(connection.servicePort, ADDRESSES_AT + 2 * addressBytes + 2);
  return header;
}

function read(address: string, words: Uint32Array): 4 | 6 {
  const family = parseAddress(address, words);
  if (family === null) {
    throw new Error(`PROXY protocol header: "${address}" is not an IP address.`);
  }
  return family;
}

function putIPv6(header: Buffer, at: number, words: Uint32Array, family: 4 | 6): void {
  for (let index = 0; index < 4; index++) {
    const word = family === 4 && index === 2 ? 0xffff : (words[index] ?? 0);
    header.writeUInt32BE(word, at + 4 * index);
  }
}
