import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseAddress } from './address.ts';
import { AddressSet } from './address-set.ts';

/** Addresses that lie close together, so that they meet the networks. */
const anyIPv4 = fc
  .tuple(fc.constantFrom(0, 10, 192, 255), fc.constantFrom(0, 255), fc.nat(255), fc.nat(255))
  .map((bytes) => bytes.join('.'));
const anyIPv6 = fc
  .array(fc.constantFrom('0', '1', '7fff', '8000', 'ffff', '2001'), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.join(':'))
  .filter((address) => !address.startsWith('0:0:0:0:0:ffff:'));
const anyNetwork = fc.oneof(fc.tuple(anyIPv4, fc.integer({ min: 0, max: 32 })), fc.tuple(anyIPv6, fc.integer({ min: 0, max: 128 })));

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

test('holds what the block list of Node holds', () => {
  fc.assert(
    fc.property(
      fc.array(anyNetwork, { maxLength: 40 }),
      fc.array(fc.oneof(anyIPv4, anyIPv6), { minLength: 50, maxLength: 50 }),
      (networks, addresses) => {
        // One a family: a list of Node takes an IPv4 address for a member of ::/0, which is no network of IPv4.
        const oracle = { ipv4: new BlockList(), ipv6: new BlockList() };
        for (const [address, prefix] of networks) {
          oracle[familyOf(address)].addSubnet(address, prefix, familyOf(address));
        }
        const set = new AddressSet(networks.map(([address, prefix]) => `${address}/${prefix}`));
        const asked = [...addresses, ...networks.map(([address]) => address)];
        expect(asked.filter((address) => set.has(address))).toEqual(
          asked.filter((address) => oracle[familyOf(address)].check(address, familyOf(address))),
        );
      },
    ),
    { seed: 4, numRuns: 100 },
  );
});

test('a mapped IPv6 address is the IPv4 address that it holds, in entries and in questions', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyIPv4, fc.integer({ min: 0, max: 32 })), { maxLength: 10 }), anyIPv4, (networks, address) => {
      const set = new AddressSet(networks.map(([network, prefix]) => `${network}/${prefix}`));
      const mapped = new AddressSet(networks.map(([network, prefix]) => `::ffff:${network}/${prefix + 96}`));
      const expected = set.has(address);
      expect([set.has(`::ffff:${address}`), mapped.has(address), mapped.has(`::ffff:${address}`)]).toEqual([expected, expected, expected]);
    }),
    { seed: 4, numRuns: 100 },
  );
});

test.each([
  { entries: ['192.0.2.1'], inside: ['192.0.2.1'], outside: ['192.0.2.0', '192.0.2.2', '::192.0.2.1'] },
  { entries: ['2001:db8::1'], inside: ['2001:db8::1', '2001:0DB8:0:0::1'], outside: ['2001:db8::2'] },
  { entries: ['0.0.0.0/0'], inside: ['0.0.0.0', '255.255.255.255'], outside: ['::', '::1'] },
  { entries: ['::/0'], inside: ['::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'], outside: ['1.2.3.4', '::ffff:1.2.3.4'] },
  { entries: ['10.1.2.3/8'], inside: ['10.0.0.0', '10.255.255.255'], outside: ['9.255.255.255', '11.0.0.0'] },
  { entries: ['fe80::/10'], inside: ['fe80::1%eth0'], outside: ['fec0::1%eth0'] },
  { entries: [], inside: [], outside: ['192.0.2.1', '::1', '', 'localhost'] },
])('$entries', ({ entries, inside, outside }) => {
  const set = new AddressSet(entries);
  expect(inside.filter((address) => !set.has(address))).toEqual([]);
  expect(outside.filter((address) => set.has(address))).toEqual([]);
});

test.each(['', 'localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', '::/x', '10.0.0/8', '::ffff:10.0.0.0/80'])(
  'entry "%s" is refused by name',
  (entry) => {
    expect(() => new AddressSet(['192.0.2.0/24', entry])).toThrow(`"${entry}"`);
  },
);

describe('parseAddress', () => {
  const words = new Uint32Array(4);

  it('takes what Node takes for an address', () => {
    const anyText = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdefF:.'), maxLength: 20 }),
      fc
        .array(fc.constantFrom(':', '::', '1', '0', 'ffff', '10.0.0.1', '.', '256', '01', 'g', '12345'), { maxLength: 17 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        if ((parseAddress(text, words) !== null) !== (isIP(text) !== 0)) {
          expect.fail(`"${text}"`);
        }
      }),
      { seed: 4, numRuns: 1000 },
    );
  });

  it('reads every way of writing one address alike', () => {
    const texts = ['2001:db8::ff00:1', '2001:DB8:0:0:0:0:ff00:1', '2001:db8:0::0:ff00:0001', '2001:db8::255.0.0.1', '2001:db8::ff00:1%lo'];
    for (const text of texts) {
      expect([parseAddress(text, words), ...words]).toEqual([6, 0x20010db8, 0, 0, 0xff000001]);
    }
  });
});
