import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Client, PoolMember } from './algorithm.ts';
import { LeastConnections } from './least-connections.ts';

const client: Client = { clientAddress: '192.0.2.1', clientPort: 1, serviceAddress: '192.0.2.2', servicePort: 80 };

test('whatever is open, nobody has fewer connections for its weight than the member that is chosen', () => {
  const anyMember = fc.record({ weight: fc.integer({ min: 1, max: 100 }), connections: fc.oneof(fc.nat(3), fc.nat(1_000_000)) });
  fc.assert(
    fc.property(fc.array(anyMember, { minLength: 1, maxLength: 20 }), fc.nat(5), (rows, before) => {
      const algorithm = new LeastConnections<PoolMember>(() => 0);
      const members = rows.map((row, index) => ({ memberId: `m${index}`, ...row }));
      algorithm.update(members);
      for (let turn = 0; turn < before; turn++) {
        algorithm.choose(client, () => 0);
      }
      const chosen = algorithm.choose(client, (id) => rows[Number(id.slice(1))]?.connections ?? 0) as (typeof members)[number];
      expect(chosen.connections / chosen.weight).toBe(Math.min(...rows.map((row) => row.connections / row.weight)));
    }),
    { seed: 4, numRuns: 500 },
  );
});

test('connections that stay open end up in the proportion of the weights', () => {
  const algorithm = new LeastConnections<PoolMember>(() => 0);
  const open = new Map([
    ['a', 0],
    ['b', 0],
    ['c', 0],
  ]);
  algorithm.update([
    { memberId: 'a', weight: 100 },
    { memberId: 'b', weight: 50 },
    { memberId: 'c', weight: 10 },
  ]);
  for (let count = 0; count < 1600; count++) {
    const id = algorithm.choose(client, (memberId) => open.get(memberId) ?? 0)?.memberId ?? '';
    open.set(id, (open.get(id) ?? 0) + 1);
  }
  expect(Object.fromEntries(open)).toEqual({ a: 1000, b: 500, c: 100 });
});

test('with nothing open, members of equal weight take turns and others share by weight', () => {
  const algorithm = new LeastConnections<PoolMember>(() => 0);
  algorithm.update(['a', 'b', 'c'].map((memberId) => ({ memberId, weight: 100 })));
  expect(Array.from({ length: 6 }, () => algorithm.choose(client, () => 0)?.memberId).join('')).toBe('abcabc');
  algorithm.update([
    { memberId: 'a', weight: 90 },
    { memberId: 'b', weight: 10 },
  ]);
  expect(Array.from({ length: 100 }, () => algorithm.choose(client, () => 0)?.memberId).filter((id) => id === 'b')).toHaveLength(10);
});
