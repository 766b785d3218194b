import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListenerCounters, MemberCounters, TrafficCounters } from '#proxy/engine/engine.ts';
import { TrafficLedger } from './traffic-ledger.ts';
import type { TrafficRow } from './traffic-row.ts';

const MINUTE = 60_000;

function traffic(changes: Partial<TrafficCounters> = {}): TrafficCounters {
  return {
    connectionsCurrent: 0,
    connectionsTotal: 0,
    connectErrorsTotal: 0,
    bytesInTotal: 0,
    bytesOutTotal: 0,
    packetsInTotal: 0,
    packetsOutTotal: 0,
    ...changes,
  };
}

function member(memberId: string, changes: Partial<MemberCounters> = {}): MemberCounters {
  return { memberId, ...traffic(), connectTimes: Array(13).fill(0), connectMsTotal: 0, ...changes };
}

function listener(listenerId: string, changes: Partial<ListenerCounters> = {}): ListenerCounters {
  return { listenerId, ...traffic(), drops: {}, members: [], ...changes };
}

function sumOf(rows: readonly TrafficRow[], field: 'bytes_in' | 'connections_new' = 'bytes_in'): number {
  return rows.reduce((sum, row) => sum + row[field], 0);
}

test('what came between two looks stands in the minute of the second one, of the listener and of its members', () => {
  const ledger = new TrafficLedger();
  ledger.collect([listener('a', { bytesInTotal: 5, connectionsTotal: 1, drops: { 'access-control': 2 } })], 10 * MINUTE);
  const members = [member('m', { bytesInTotal: 3, connectTimes: [1, 2], connectMsTotal: 4.5 })];
  ledger.collect(
    [listener('a', { bytesInTotal: 8, connectionsTotal: 1, drops: { 'access-control': 2, bandwidth: 1 }, members })],
    11 * MINUTE,
  );
  expect(ledger.take(100)).toMatchObject([
    { listener_id: 'a', member_id: '', minute: 10, bytes_in: 5, connections_new: 1, drops: { 'access-control': 2 } },
    { listener_id: 'a', member_id: '', minute: 11, bytes_in: 3, connections_new: 0, drops: { bandwidth: 1 } },
    { listener_id: 'a', member_id: 'm', minute: 11, bytes_in: 3, connects: 3, connect_ms: 4.5 },
  ]);
  expect(ledger.size).toBe(0);
});

test('a listener has a row in the minutes in which something came, was dropped or is open, and in no others', () => {
  const ledger = new TrafficLedger();
  const look = (changes: Partial<ListenerCounters>, minute: number) => ledger.collect([listener('a', changes)], minute * MINUTE);
  look({}, 1);
  look({ connectionsTotal: 3, connectionsCurrent: 3 }, 2);
  look({ connectionsTotal: 3, connectionsCurrent: 2 }, 3);
  look({ connectionsTotal: 3, connectionsCurrent: 2 }, 4);
  look({ connectionsTotal: 3 }, 5);
  look({ connectionsTotal: 3 }, 6);
  look({ connectionsTotal: 3, drops: { 'no-server': 1 } }, 7);
  look({ connectionsTotal: 3, drops: { 'no-server': 1 } }, 8);
  expect(ledger.take(100).map((row) => [row.minute, row.connections_current, row.connections_max])).toEqual([
    [2, 3, 3],
    [3, 2, 2],
    [4, 2, 2],
    [5, 0, 0],
    [7, 0, 0],
  ]);
});

test('a total that began anew counts from zero', () => {
  const ledger = new TrafficLedger();
  ledger.collect([listener('a', { bytesInTotal: 100 })], 0);
  ledger.collect([listener('a', { bytesInTotal: 7 })], 0);
  expect(sumOf(ledger.take(100))).toBe(107);
});

test('a long outage keeps a bounded number of minutes and rows; the oldest are added to the next, and nothing is lost', () => {
  const ledger = new TrafficLedger({ minutesMax: 3, rowsMax: 100 });
  for (let minute = 1; minute <= 50; minute += 1) {
    ledger.collect([listener('a', { bytesInTotal: minute * 10 }), listener(`other-${minute}`, { bytesInTotal: 1 })], minute * MINUTE);
  }
  const rows = ledger.take(1000);
  expect([...new Set(rows.map((row) => row.minute))]).toEqual([48, 49, 50]);
  expect(sumOf(rows)).toBe(500 + 50);
  const many = new TrafficLedger({ minutesMax: 60, rowsMax: 5 });
  for (let minute = 1; minute <= 50; minute += 1) {
    many.collect([listener('a', { bytesInTotal: minute })], minute * MINUTE);
  }
  expect(many.size).toBeLessThanOrEqual(5);
  expect(sumOf(many.take(1000))).toBe(50);
});

/** The clock jumps, rows are taken and stored or come back, members and listeners come and go: the sums stay exact. */
test('whatever happens in whatever order, each byte is told exactly once', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('traffic' as const),
      listener: fc.integer({ min: 0, max: 2 }),
      bytes: fc.integer({ min: 1, max: 1000 }),
    }),
    fc.record({ kind: fc.constant('look' as const), minute: fc.integer({ min: -5, max: 5 }) }),
    fc.record({ kind: fc.constant('report' as const), rows: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ledger = new TrafficLedger({ minutesMax: 3, rowsMax: 6 });
      const totals = [0, 0, 0];
      const stored: TrafficRow[] = [];
      const look = (minute: number) =>
        ledger.collect(
          totals.map((bytes, index) => listener(`lsn-${index}`, { bytesInTotal: bytes, members: [member('m', { bytesInTotal: bytes })] })),
          1_000_000 * MINUTE + minute * MINUTE,
        );
      for (const one of steps) {
        if (one.kind === 'traffic') {
          totals[one.listener] = (totals[one.listener] ?? 0) + one.bytes;
        } else if (one.kind === 'look') {
          look(one.minute);
        } else {
          const rows = ledger.take(one.rows);
          expect(rows.length).toBeLessThanOrEqual(one.rows);
          if (one.fails) {
            ledger.putBack(rows);
          } else {
            stored.push(...rows.map((row) => ({ ...row })));
          }
        }
      }
      look(0);
      stored.push(...ledger.take(Number.MAX_SAFE_INTEGER));
      for (const [index, bytes] of totals.entries()) {
        const own = stored.filter((row) => row.listener_id === `lsn-${index}`);
        expect(sumOf(own.filter((row) => row.member_id === ''))).toBe(bytes);
        expect(sumOf(own.filter((row) => row.member_id === 'm'))).toBe(bytes);
      }
    }),
    { seed: 3, numRuns: 500 },
  );
});
