import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '#test/virtual-clock.ts';
import { PersistenceTable } from './persistence-table.ts';

interface Remembered {
  memberId: string | null;
  open: number;
  lastActivity: number;
}

/** The rules said in the plainest way: every call walks through everything. */
class Model {
  readonly #clients = new Map<string, Remembered>();
  readonly #entriesMax: number;
  persistenceMs: number;

  constructor(persistenceMs: number, entriesMax: number) {
    this.persistenceMs = persistenceMs;
    this.#entriesMax = entriesMax;
  }

  /** Clients that are remembered now. */
  at(now: number): Map<string, Remembered> {
    for (const [client, { open, lastActivity }] of this.#clients) {
      if (open === 0 && now - lastActivity >= this.persistenceMs) {
        this.#clients.delete(client);
      }
    }
    return this.#clients;
  }

  touch(client: string, now: number): Remembered {
    const clients = this.at(now);
    const known = clients.get(client);
    if (known === undefined && clients.size === this.#entriesMax) {
      const idle = [...clients].filter(([, entry]) => entry.open === 0);
      const [longestIdle] = (idle.length > 0 ? idle : [...clients]).toSorted(([, a], [, b]) => a.lastActivity - b.lastActivity);
      clients.delete(longestIdle?.[0] ?? '');
    }
    const entry = known ?? { memberId: null, open: 0, lastActivity: now };
    entry.lastActivity = now;
    clients.set(client, entry);
    return entry;
  }

  changeOpen(client: string, by: 1 | -1, now: number): void {
    const entry = this.at(now).get(client);
    if (entry && entry.open + by >= 0) {
      entry.open += by;
      entry.lastActivity = now;
      this.#dropEmpty(now);
    }
  }

  forget(memberId: string, now: number): void {
    for (const entry of this.at(now).values()) {
      entry.memberId = entry.memberId === memberId ? null : entry.memberId;
    }
    this.#dropEmpty(now);
  }

  #dropEmpty(now: number): void {
    for (const [client, { open, memberId }] of this.at(now)) {
      if (open === 0 && memberId === null) {
        this.#clients.delete(client);
      }
    }
  }
}

const CLIENTS = ['a', 'b', 'c', 'd'];
const anyClient = fc.constantFrom(...CLIENTS);
const anyMember = fc.constantFrom('m1', 'm2');
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('settle' as const), client: anyClient, member: anyMember }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('opened' as const, 'closed' as const), client: anyClient }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1500 }) }) },
  fc.record({ kind: fc.constant('assign' as const), client: anyClient, member: anyMember }),
  fc.record({ kind: fc.constant('forget' as const), member: anyMember }),
  fc.record({ kind: fc.constant('change' as const), ms: fc.constantFrom(0, 500, 2000) }),
);

test('after any sequence of calls it remembers what the plain rules say', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 20, maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, entriesMax) => {
      const clock = new VirtualClock();
      const table = new PersistenceTable({ persistenceMs: 1000, entriesMax, clock });
      const model = new Model(1000, entriesMax);
      const told: (string | number | null)[] = [];
      const expected: (string | number | null)[] = [];
      for (const step of steps) {
        // Each call at a time of its own, so that "longest ago" always means one client.
        clock.advance(step.kind === 'wait' ? step.ms : 1);
        const now = clock.now();
        if (step.kind === 'settle') {
          const entry = model.touch(step.client, now);
          entry.memberId ??= step.member;
          told.push(table.settle(step.client, step.member));
          expected.push(entry.memberId);
        } else if (step.kind === 'assign') {
          model.touch(step.client, now).memberId = step.member;
          table.assign(step.client, step.member);
        } else if (step.kind === 'opened' || step.kind === 'closed') {
          model.changeOpen(step.client, step.kind === 'opened' ? 1 : -1, now);
          table[step.kind](step.client);
        } else if (step.kind === 'forget') {
          model.forget(step.member, now);
          table.forgetMember(step.member);
        } else if (step.kind === 'change') {
          model.persistenceMs = step.ms;
          table.setPersistenceMs(step.ms);
        }
        // A look lets the table clear up; other calls must not depend on one.
        if (step.kind === 'wait' || step.kind === 'change') {
          continue;
        }
        const remembered = model.at(now);
        told.push(...CLIENTS.map((client) => table.find(client)), table.size);
        expected.push(...CLIENTS.map((client) => remembered.get(client)?.memberId ?? null), remembered.size);
      }
      expect(told).toEqual(expected);
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('what is exported goes on in another process, with the time that is left', () => {
  const before = new VirtualClock();
  const old = new PersistenceTable({ persistenceMs: 1000, clock: before });
  old.settle('long idle', 'm1');
  old.settle('busy', 'm2');
  old.opened('busy');
  before.advance(600);
  old.settle('idle', 'm3');
  const after = new VirtualClock();
  after.advance(123_456);
  const table = new PersistenceTable({ persistenceMs: 1000, clock: after });
  table.import(JSON.parse(JSON.stringify(old.export())));
  after.advance(400);
  expect(['long idle', 'busy', 'idle'].map((client) => table.find(client))).toEqual([null, 'm2', 'm3']);
  after.advance(600);
  expect(table.size).toBe(0);
});

test('of more than fit, the import keeps those that were active last', () => {
  const clock = new VirtualClock();
  const table = new PersistenceTable({ persistenceMs: 1000, entriesMax: 2, clock });
  table.import([10, 30, 20].map((idleMs) => ({ client: `${idleMs}`, memberId: 'm', idleMs })));
  expect(['10', '20', '30'].map((client) => table.find(client))).toEqual(['m', 'm', null]);
});

test('a table under a flood of addresses stays at its bound', () => {
  const table = new PersistenceTable({ persistenceMs: 3_600_000, entriesMax: 1000, clock: new VirtualClock() });
  for (let number = 0; number < 100_000; number++) {
    table.settle(`client ${number}`, 'm');
  }
  expect([table.size, table.find('client 98999'), table.find('client 99000')]).toEqual([1000, null, 'm']);
});
