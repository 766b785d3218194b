import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Client, PoolMember } from './algorithm.ts';
import { ConsistentHash, type HashKey } from './consistent-hash.ts';

const CLIENTS = Array.from({ length: 20_000 }, (_, number): Client => {
  return { clientAddress: `10.${number >> 8}.0.${number & 255}`, clientPort: 1024, serviceAddress: '192.0.2.1', servicePort: 80 };
});

function owners(
  members: readonly PoolMember[],
  { algorithm = new ConsistentHash<PoolMember>('source'), count = CLIENTS.length } = {},
): (string | undefined)[] {
  algorithm.update(members);
  return CLIENTS.slice(0, count).map((client) => algorithm.choose(client)?.memberId);
}

function membersOf(...weights: number[]): PoolMember[] {
  return weights.map((weight, index) => ({ memberId: `sgm-${index}`, weight }));
}

const anyMembers = fc.uniqueArray(fc.record({ memberId: fc.uuid(), weight: fc.integer({ min: 1, max: 100 }) }), {
  selector: (member) => member.memberId,
  minLength: 2,
  maxLength: 12,
});

test('a member that leaves gives away its keys and moves no other; one that comes takes and moves no other', () => {
  fc.assert(
    fc.property(anyMembers, fc.nat(), (members, number) => {
      const gone = members[number % members.length]?.memberId;
      const all = owners(members, { count: 2000 });
      const without = owners(
        members.filter((member) => member.memberId !== gone),
        { count: 2000 },
      );
      expect(all.every((owner, key) => owner === gone || owner === without[key])).toBe(true);
      expect(without).not.toContain(gone);
    }),
    { seed: 4, numRuns: 25 },
  );
});

test('a lower weight only gives keys away, in proportion', () => {
  const before = owners(membersOf(100, 100, 100, 100));
  const after = owners(membersOf(50, 100, 100, 100));
  const moved = before.flatMap((owner, key) => (owner === after[key] ? [] : [owner]));
  expect(new Set(moved)).toEqual(new Set(['sgm-0']));
  expect(moved.length / CLIENTS.length).toBeCloseTo(1 / 4 - 1 / 7, 2);
});

test('the answer depends neither on the order of members nor on what was before', () => {
  fc.assert(
    fc.property(anyMembers, fc.array(anyMembers, { maxLength: 3 }), (members, history) => {
      const algorithm = new ConsistentHash<PoolMember>('source');
      for (const earlier of history) {
        owners(earlier, { algorithm, count: 2000 });
      }
      expect(owners(members.toReversed(), { algorithm, count: 2000 })).toEqual(owners(members, { count: 2000 }));
    }),
    { seed: 4, numRuns: 10 },
  );
});

test('the answers are the same in every version: these were written down', () => {
  expect(
    owners(membersOf(100, 50, 10, 100))
      .slice(0, 12)
      .join(' '),
  ).toMatchInlineSnapshot(`"sgm-1 sgm-3 sgm-1 sgm-1 sgm-2 sgm-0 sgm-0 sgm-0 sgm-0 sgm-3 sgm-0 sgm-3"`);
});

test.each([
  { weights: [100, 100] },
  { weights: [100, 100, 100] },
  { weights: [100, 10] },
  { weights: [1, 2, 3, 4] },
  { weights: Array(10).fill(100) },
])('shares of $weights follow the weights', ({ weights }) => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const counts = new Map<string | undefined, number>();
  for (const owner of owners(membersOf(...weights))) {
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const statistic = weights.reduce((total, weight, index) => {
    const expected = (CLIENTS.length * weight) / sum;
    return total + ((counts.get(`sgm-${index}`) ?? 0) - expected) ** 2 / expected;
  }, 0);
  // Chi-square beyond which one in a thousand lies, by degrees of freedom; keys and lots both bring chance, hence twice.
  const bounds: Record<number, number> = { 1: 10.83, 2: 13.82, 3: 16.27, 9: 27.88 };
  expect(statistic).toBeLessThan(2 * (bounds[weights.length - 1] ?? 0));
});

const ONE: Client = { clientAddress: '2001:db8::7', clientPort: 5000, serviceAddress: '2001:db8::1', servicePort: 443 };

function isOneKey(key: HashKey, vary: (number: number) => Partial<Client>): boolean {
  const algorithm = new ConsistentHash<PoolMember>(key);
  algorithm.update(membersOf(...Array(20).fill(100)));
  return new Set(Array.from({ length: 100 }, (_, number) => algorithm.choose({ ...ONE, ...vary(number) }))).size === 1;
}

const quicConnectionId = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const varyClientPort = (number: number) => ({ clientPort: number });
const varyServicePort = (number: number) => ({ servicePort: number });
const varyClient = (number: number) => ({ clientAddress: `2001:db8::${number}` });
const varyService = (number: number) => ({ serviceAddress: `2001:db8::${number}` });

test.each([
  { key: 'source', what: 'client port', vary: varyClientPort, isOne: true },
  { key: 'source', what: 'client address', vary: varyClient, isOne: false },
  { key: 'source', what: 'service address', vary: varyService, isOne: true },
  { key: 'tuple', what: 'nothing', vary: () => ({}), isOne: true },
  { key: 'tuple', what: 'client address', vary: varyClient, isOne: false },
  { key: 'tuple', what: 'client port', vary: varyClientPort, isOne: false },
  { key: 'tuple', what: 'service address', vary: varyService, isOne: false },
  { key: 'tuple', what: 'service port', vary: varyServicePort, isOne: false },
  { key: 'quic', what: 'client address and no id', vary: varyClient, isOne: false },
  { key: 'quic', what: 'client address, with one id', vary: (n) => ({ ...varyClient(n), quicConnectionId }), isOne: true },
  { key: 'quic', what: 'id', vary: (n) => ({ quicConnectionId: Uint8Array.of(n) }), isOne: false },
] satisfies { key: HashKey; what: string; vary: (number: number) => Partial<Client>; isOne: boolean }[])(
  'key $key: another $what is the same key: $isOne',
  ({ key, vary, isOne }) => {
    expect(isOneKey(key, vary)).toBe(isOne);
  },
);

test('a client has one key, however its address is written', () => {
  expect(isOneKey('source', (n) => ({ clientAddress: n % 2 ? '192.0.2.9' : '::ffff:192.0.2.9' }))).toBe(true);
});

test('a group of more than 255 members keeps them apart, also when a key asks again', () => {
  const algorithm = new ConsistentHash<PoolMember>('source');
  const first = owners(membersOf(...Array(300).fill(100)), { algorithm });
  expect(new Set(first).size).toBe(300);
  expect(CLIENTS.map((client) => algorithm.choose(client)?.memberId)).toEqual(first);
});
