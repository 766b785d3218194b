import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNetwork } from './network.ts';

describe('a network has one spelling', () => {
  it.each([
    ['10.0.0.1', 'ipv4', '10.0.0.1/32'],
    ['192.168.1.0/24', 'ipv4', '192.168.1.0/24'],
    ['0.0.0.0/0', 'ipv4', '0.0.0.0/0'],
    ['2001:DB8:0:0:0:0:0:1', 'ipv6', '2001:db8::1/128'],
    ['2001:db8::/32', 'ipv6', '2001:db8::/32'],
    ['2001:0db8:0:0:1:0:0:0/80', 'ipv6', '2001:db8:0:0:1::/80'],
    ['::/0', 'ipv6', '::/0'],
    ['::ffff:10.0.0.1', 'ipv6', '::ffff:a00:1/128'],
  ])('%s', (text, ipVersion, cidr) => {
    expect(parseNetwork(text)).toEqual({ ipVersion, cidr, hadHostBits: false });
  });
});

it.each([
  ['192.168.1.7/24', '192.168.1.0/24'],
  ['10.255.0.0/8', '10.0.0.0/8'],
  ['1.2.3.4/0', '0.0.0.0/0'],
  ['2001:db8::1/64', '2001:db8::/64'],
  ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
])('%s has host bits and lies in %s', (text, cidr) => {
  expect(parseNetwork(text)).toMatchObject({ cidr, hadHostBits: true });
});

it.each([
  '',
  '/',
  '10.0.0.0/',
  '/8',
  '10.0.0/8',
  '10.0.0.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0.0/33',
  '10.0.0.0/08',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '10.0.0.0/255.0.0.0',
  '10.0.0.0 /8',
  '2001:db8::/129',
  '2001:db8::1::2',
  'fe80::1%eth0',
  '[::1]',
  'localhost',
  '1',
])('"%s" is no network', (text) => {
  expect(parseNetwork(text)).toBeNull();
});

it('what comes out reads as itself, and holds the address that went in', () => {
  const ipv4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
  const ipv6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
  fc.assert(
    fc.property(fc.oneof(ipv4, ipv6), ([address, length]) => {
      const network = parseNetwork(`${address}/${length}`);
      const again = parseNetwork(network?.cidr ?? '');
      expect(again).toEqual({ ...network, hadHostBits: false });
      // The same length of the one-spelling base leads to the same network.
      const single = parseNetwork(address)?.cidr.split('/')[0];
      expect(parseNetwork(`${single}/${length}`)).toEqual(network);
    }),
    { seed: 20, numRuns: 1000 },
  );
});
