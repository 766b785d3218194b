import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Scheduler } from '#domain/scheduling.ts';
import type { Client, PoolMember } from './algorithm.ts';
import { Pool } from './pool.ts';

const noLoad = () => 0;

function client(number: number): Client {
  return { clientAddress: `10.0.${number >> 8}.${number & 255}`, clientPort: 40_000, serviceAddress: '192.0.2.1', servicePort: 80 };
}

test.each(Scheduler.options)('%s: only members with a weight that did not fail their check receive, and each of them does', (scheduler) => {
  const anyMembers = fc.uniqueArray(fc.record({ memberId: fc.string({ minLength: 1 }), weight: fc.constantFrom(0, 50, 100) }), {
    selector: (member) => member.memberId,
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(anyMembers, fc.nat(255)), { minLength: 1, maxLength: 4 }), (steps) => {
      const pool = new Pool<PoolMember>({ scheduler });
      for (const [members, failed] of steps) {
        const unhealthy = new Set(members.filter((_, index) => (failed >> index) & 1).map((member) => member.memberId));
        pool.update(members, unhealthy);
        const eligible = members.filter((member) => member.weight > 0 && !unhealthy.has(member.memberId));
        const chosen = new Set(Array.from({ length: 500 }, (_, number) => pool.choose(client(number), noLoad)));
        expect(chosen).toEqual(new Set(eligible.length > 0 ? eligible : [null]));
        for (const member of members) {
          expect(pool.findEligible(member.memberId)).toBe(eligible.includes(member) ? member : null);
        }
      }
    }),
    { seed: 4, numRuns: 20 },
  );
});

test.each(['rr', 'wrr', 'wlc'] as const)('%s: processes that start together do not all begin with the same member', (scheduler) => {
  const members = ['a', 'b', 'c', 'd'].map((memberId) => ({ memberId, weight: 100 }));
  const first = [0, 0.25, 0.5, 0.75].map((start) => {
    const pool = new Pool<PoolMember>({ scheduler, random: () => start });
    pool.update(members, new Set());
    return pool.choose(client(0), noLoad)?.memberId;
  });
  expect(first.toSorted()).toEqual(['a', 'b', 'c', 'd']);
});

test('an update gives the newest address of a member that stays', () => {
  const pool = new Pool<PoolMember & { port: number }>({ scheduler: 'sch' });
  pool.update([{ memberId: 'a', weight: 1, port: 80 }], new Set());
  pool.update([{ memberId: 'a', weight: 1, port: 81 }], new Set());
  expect(pool.choose(client(0), noLoad)?.port).toBe(81);
});
