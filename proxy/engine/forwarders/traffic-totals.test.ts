import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListenerCounters } from '../engine.ts';
import { TrafficDifferences, TrafficTotals } from './traffic-totals.ts';

const SEED = 20_261_121;

/** One forwarder's engine: connections come and go, datagrams are dropped. */
class Engine {
  readonly #counters: ListenerCounters = {
    listenerId: 'lsn-1',
    ...{ connectionsCurrent: 0, connectionsTotal: 0, connectErrorsTotal: 0, bytesInTotal: 0, bytesOutTotal: 0 },
    ...{ packetsInTotal: 0, packetsOutTotal: 0 },
    drops: {},
    members: [],
  };

  open(memberId: string): void {
    let member = this.#counters.members.find((one) => one.memberId === memberId);
    if (!member) {
      member = { ...this.#counters, memberId, connectTimes: [0, 0], connectMsTotal: 0, connectionsCurrent: 0, connectionsTotal: 0 };
      this.#counters.members.push(member);
    }
    member.connectTimes[0] = (member.connectTimes[0] ?? 0) + 1;
    for (const counters of [this.#counters, member]) {
      counters.connectionsTotal += 1;
      counters.connectionsCurrent += 1;
    }
  }

  close(): void {
    const member = this.#counters.members.find((one) => one.connectionsCurrent > 0);
    if (member) {
      member.connectionsCurrent -= 1;
      this.#counters.connectionsCurrent -= 1;
    }
  }

  drop(): void {
    this.#counters.drops['no-server'] = (this.#counters.drops['no-server'] ?? 0) + 1;
  }

  get openNow(): number {
    return this.#counters.connectionsCurrent;
  }

  read(): ListenerCounters[] {
    return [structuredClone(this.#counters)];
  }
}

test('the sum is exact across forwarders that end and are replaced', () => {
  const step = fc.record({
    forwarder: fc.nat(2),
    what: fc.constantFrom('open-a', 'open-b', 'close', 'drop', 'tell', 'end'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const totals = new TrafficTotals();
      const expected = { opened: 0, dropped: 0 };
      let lastId = 3;
      const forwarders = [1, 2, 3].map((id) => ({ id, engine: new Engine(), differences: new TrafficDifferences() }));
      const tell = (index: number) => {
        const one = forwarders[index];
        if (one) {
          totals.add(one.id, one.differences.take(one.engine.read()));
        }
      };
      for (const { forwarder: index, what } of steps) {
        const engine = forwarders[index]?.engine;
        switch (what) {
          case 'open-a':
          case 'open-b':
            engine?.open(what);
            expected.opened += 1;
            break;
          case 'close':
            engine?.close();
            break;
          case 'drop':
            engine?.drop();
            expected.dropped += 1;
            break;
          case 'tell':
            tell(index);
            break;
          case 'end':
            tell(index);
            totals.ended(forwarders[index]?.id ?? 0);
            lastId += 1;
            forwarders[index] = { id: lastId, engine: new Engine(), differences: new TrafficDifferences() };
            break;
        }
      }
      for (const index of forwarders.keys()) {
        tell(index);
      }
      const [sum] = totals.read();
      const open = forwarders.reduce((count, { engine }) => count + engine.openNow, 0);
      expect(sum?.connectionsTotal ?? 0).toBe(expected.opened);
      expect(sum?.connectionsCurrent ?? 0).toBe(open);
      expect(sum?.drops['no-server'] ?? 0).toBe(expected.dropped);
      const members = sum?.members ?? [];
      expect(members.reduce((count, member) => count + member.connectionsCurrent, 0)).toBe(open);
      expect(members.reduce((count, member) => count + (member.connectTimes[0] ?? 0), 0)).toBe(expected.opened);
    }),
    { seed: SEED },
  );
});

test('a listener without anything new is not told again', () => {
  const engine = new Engine();
  const differences = new TrafficDifferences();
  expect(differences.take(engine.read())).toEqual([]);
  engine.open('a');
  expect(differences.take(engine.read())).toHaveLength(1);
  expect(differences.take(engine.read())).toEqual([]);
});
