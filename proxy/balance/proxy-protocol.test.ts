import { SocketAddress } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeProxyProtocol } from '#test/proxy-protocol.ts';
import { proxyProtocolHeader } from './proxy-protocol.ts';

const SIGNATURE = '0d0a0d0a 000d0a51 5549540a';

/** Written by hand from the tables of section 2.2 of the specification. */
const vectors = [
  {
    connection: { protocol: 'tcp', clientAddress: '192.0.2.1', clientPort: 51234, serviceAddress: '198.51.100.2', servicePort: 443 },
    header: `${SIGNATURE} 21 11 000c c0000201 c6336402 c822 01bb`,
  },
  {
    connection: { protocol: 'udp', clientAddress: '10.255.0.1', clientPort: 1, serviceAddress: '255.255.255.255', servicePort: 65535 },
    header: `${SIGNATURE} 21 12 000c 0aff0001 ffffffff 0001 ffff`,
  },
  {
    connection: { protocol: 'tcp', clientAddress: '2001:db8::1', clientPort: 51234, serviceAddress: '2001:db8:0:1::2', servicePort: 80 },
    header: `${SIGNATURE} 21 21 0024 20010db8000000000000000000000001 20010db8000000010000000000000002 c822 0050`,
  },
  {
    connection: { protocol: 'udp', clientAddress: '::1', clientPort: 256, serviceAddress: 'fe80::1%eth0', servicePort: 53 },
    header: `${SIGNATURE} 21 22 0024 00000000000000000000000000000001 fe800000000000000000000000000001 0100 0035`,
  },
  {
    connection: { protocol: 'tcp', clientAddress: '::ffff:192.0.2.1', clientPort: 51234, serviceAddress: '198.51.100.2', servicePort: 443 },
    header: `${SIGNATURE} 21 11 000c c0000201 c6336402 c822 01bb`,
  },
  {
    connection: { protocol: 'tcp', clientAddress: '192.0.2.1', clientPort: 51234, serviceAddress: '2001:db8::2', servicePort: 443 },
    header: `${SIGNATURE} 21 21 0024 00000000000000000000ffffc0000201 20010db8000000000000000000000002 c822 01bb`,
  },
] as const;

test.each(vectors)('$connection', ({ connection, header }) => {
  expect(proxyProtocolHeader(connection).toString('hex')).toBe(header.replaceAll(' ', ''));
});

test('a server reads back what was written', () => {
  const anyPort = fc.nat(65535);
  const canonical = (address: string) => new SocketAddress({ address, family: address.includes(':') ? 'ipv6' : 'ipv4' }).address;
  const anyIPv6 = fc
    .ipV6()
    .map(canonical)
    .filter((address) => !address.startsWith('::ffff:'));
  const anyPair = fc.oneof(fc.tuple(fc.ipV4(), fc.ipV4()), fc.tuple(anyIPv6, anyIPv6));
  fc.assert(
    fc.property(
      fc.constantFrom('tcp', 'udp'),
      anyPair,
      anyPort,
      anyPort,
      (protocol, [clientAddress, serviceAddress], clientPort, servicePort) => {
        const connection = { protocol, clientAddress, clientPort, serviceAddress, servicePort };
        const header = proxyProtocolHeader(connection);
        expect(decodeProxyProtocol(Buffer.concat([header, Buffer.from('payload')]))).toEqual({ ...connection, length: header.length });
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

test('what is not an address is refused by name', () => {
  const connection = { protocol: 'tcp', clientAddress: 'localhost', clientPort: 1, serviceAddress: '::1', servicePort: 2 } as const;
  expect(() => proxyProtocolHeader(connection)).toThrow('"localhost"');
});
