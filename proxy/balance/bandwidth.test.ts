import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '#test/virtual-clock.ts';
import { BandwidthShaper } from './bandwidth.ts';
import type { BandwidthShare } from './bandwidth-share.ts';

const MBIT = 125_000;
const PIECE = 16_384;

/** Streams of one listener that move pieces as fast as they may. */
class Streams {
  moved = 0;
  #isOn = false;
  #share: BandwidthShare;
  readonly #pieceBytes: number;

  constructor(share: BandwidthShare, pieceBytes = PIECE) {
    this.#share = share;
    this.#pieceBytes = pieceBytes;
  }

  start(count: number): void {
    this.#isOn = true;
    for (let stream = 0; stream < count; stream++) {
      this.#move();
    }
  }

  stop(): void {
    this.#isOn = false;
  }

  #move(): void {
    while (this.#isOn && this.#share.ask(this.#pieceBytes, () => this.#moveOn()) === null) {
      this.moved += this.#pieceBytes;
    }
  }

  #moveOn(): void {
    this.moved += this.#pieceBytes;
    this.#move();
  }
}

/** Megabits per second of each while `seconds` pass, without what was saved up before. */
function rates(clock: VirtualClock, seconds: number, ...all: Streams[]): number[] {
  const before = all.map((streams) => streams.moved);
  clock.advance(seconds * 1000);
  return all.map((streams, index) => (streams.moved - (before[index] ?? 0)) / MBIT / seconds);
}

function expectRates(measured: number[], expected: number[]): void {
  for (const [index, rate] of expected.entries()) {
    expect(Math.abs((measured[index] ?? 0) - rate), `${measured} against ${expected}`).toBeLessThanOrEqual(0.02 * 10);
  }
}

test('10 Mbit/s, A limited to 4: B and C share 6 even while A is idle, and A gets its 4 whenever it wants (data-plane 15)', () => {
  const clock = new VirtualClock();
  const own = new BandwidthShaper(4 * MBIT, clock);
  const shared = new BandwidthShaper(6 * MBIT, clock);
  const [a, b, c] = [new Streams(own.join()), new Streams(shared.join()), new Streams(shared.join())];
  b.start(1);
  c.start(10);
  clock.advance(1000);
  expectRates(rates(clock, 10, a, b, c), [0, 3, 3]);
  a.start(3);
  clock.advance(1000);
  expectRates(rates(clock, 10, a, b, c), [4, 3, 3]);
  c.stop();
  clock.advance(1000);
  expectRates(rates(clock, 10, a, b, c), [4, 6, 0]);
  c.start(1);
  clock.advance(1000);
  expectRates(rates(clock, 10, a, b, c), [4, 3, 3]);
});

test('size of pieces and number of connections do not change the shares', () => {
  const clock = new VirtualClock();
  const shaper = new BandwidthShaper(9 * MBIT, clock);
  const [small, large, many] = [new Streams(shaper.join(), 500), new Streams(shaper.join(), 65_536), new Streams(shaper.join())];
  small.start(1);
  large.start(1);
  many.start(500);
  clock.advance(1000);
  expectRates(rates(clock, 20, small, large, many), [3, 3, 3]);
});

test('one with little demand gets it, and the others share the rest', () => {
  const clock = new VirtualClock();
  const shaper = new BandwidthShaper(10 * MBIT, clock);
  const modest = shaper.join();
  const [b, c] = [new Streams(shaper.join()), new Streams(shaper.join())];
  b.start(5);
  c.start(5);
  clock.advance(1000);
  const before = [b.moved, c.moved];
  let refused = 0;
  for (let ms = 0; ms < 10_000; ms += 10) {
    refused += modest.take(2500) ? 0 : 1;
    clock.advance(10);
  }
  expect(refused).toBe(0);
  expectRates(
    [b, c].map((streams, index) => (streams.moved - (before[index] ?? 0)) / MBIT / 10),
    [4, 4],
  );
});

test('datagrams beyond the rate are dropped, and a flood leaves the streams of others their share', () => {
  const clock = new VirtualClock();
  const shaper = new BandwidthShaper(10 * MBIT, clock);
  const flood = shaper.join();
  const streams = new Streams(shaper.join());
  streams.start(2);
  clock.advance(1000);
  const before = streams.moved;
  let taken = 0;
  for (let ms = 0; ms < 10_000; ms++) {
    for (let datagram = 0; datagram < 20; datagram++) {
      taken += flood.take(1400) ? 1400 : 0;
    }
    clock.advance(1);
  }
  expectRates([taken / MBIT / 10, (streams.moved - before) / MBIT / 10], [5, 5]);
});

test('whatever is asked in whatever rhythm, no more goes than the rate, the bursts and one piece of each allow', () => {
  const anyEvent = fc.record({ waitMs: fc.nat(300), share: fc.nat(3), bytes: fc.nat(20_000) });
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 1_000_000 }), fc.array(anyEvent, { maxLength: 200 }), (rate, events) => {
      const clock = new VirtualClock();
      const shaper = new BandwidthShaper(rate, clock);
      const shares = Array.from({ length: 4 }, () => shaper.join());
      let moved = 0;
      for (const { waitMs, share, bytes } of events) {
        clock.advance(waitMs);
        const move = () => {
          moved += bytes;
        };
        if (shares[share]?.ask(bytes, move) === null) {
          move();
        }
      }
      expect(moved).toBeLessThanOrEqual((rate * clock.now()) / 1000 + 4 * (rate / 10) + 4 * 20_000);
    }),
    { seed: 4, numRuns: 100 },
  );
});

test('those that wait are served in their order, and one that gave up is not called', () => {
  const clock = new VirtualClock();
  const share = new BandwidthShaper(1000, clock).join();
  const served: string[] = [];
  share.ask(1000, () => served.push('first'));
  share.ask(100, () => served.push('second'));
  const cancel = share.ask(100, () => served.push('third'));
  share.ask(100, () => served.push('fourth'));
  cancel?.();
  cancel?.();
  clock.advance(10_000);
  expect(served).toEqual(['second', 'fourth']);
  expect(clock.pendingTimers).toBe(0);
});

test('nobody overtakes one that waits, even when there is something to take before its turn comes', () => {
  const clock = new VirtualClock();
  const shaper = new BandwidthShaper(1_000_000, clock);
  const [share, other] = [shaper.join(), shaper.join()];
  const served: string[] = [];
  share.take(200_000);
  share.ask(100, () => served.push('first'));
  clock.advance(99);
  shaper.setRate(900_000_000);
  clock.advance(1);
  other.take(1_000_000_000);
  other.take(1);
  expect([share.tokens > 0, share.take(100), share.ask(100, () => served.push('second')) === null, served]).toEqual([
    true,
    false,
    false,
    [],
  ]);
  clock.advance(1000);
  expect(served).toEqual(['first', 'second']);
});

test('a rate can change while streams wait: higher, 0, none', () => {
  const clock = new VirtualClock();
  const shaper = new BandwidthShaper(1 * MBIT, clock);
  const streams = new Streams(shaper.join());
  streams.start(3);
  clock.advance(1000);
  shaper.setRate(8 * MBIT);
  clock.advance(1000);
  expectRates(rates(clock, 5, streams), [8]);
  shaper.setRate(0);
  expectRates(rates(clock, 100, streams), [0]);
  expect(clock.pendingTimers).toBe(0);
  shaper.setRate(2 * MBIT);
  clock.advance(1000);
  expectRates(rates(clock, 5, streams), [2]);
  streams.stop();
  shaper.setRate(null);
  expect(clock.pendingTimers).toBe(0);
});

test('without a limit everything passes at once and no timer runs', () => {
  const clock = new VirtualClock();
  const share = new BandwidthShaper(null, clock).join();
  const ask = share.ask(1e12, () => expect.fail('nothing waited'));
  expect([ask, share.take(1e12), clock.pendingTimers]).toEqual([null, true, 0]);
});

test('a lifted limit and a share that leaves let those that wait go on at once', () => {
  const clock = new VirtualClock();
  const shaper = new BandwidthShaper(100, clock);
  const served: string[] = [];
  const [stays, leaves] = [shaper.join(), shaper.join()];
  for (const [share, name] of [
    [stays, 'stays'],
    [leaves, 'leaves'],
  ] as const) {
    share.ask(1000, () => served.push(`${name} too early`));
    share.ask(1000, () => served.push(name));
  }
  leaves.leave();
  expect(served).toEqual(['leaves']);
  expect(leaves.take(1000)).toBe(true);
  shaper.setRate(null);
  expect(served).toEqual(['leaves', 'stays']);
  clock.advance(1000);
  expect(clock.pendingTimers).toBe(0);
});

test('an event loop that is late loses nothing while streams wait', () => {
  const clock = new VirtualClock();
  const late = { now: clock.now, after: (delayMs: number, callback: () => void) => clock.after(delayMs + 60, callback) };
  const shaper = new BandwidthShaper(10 * MBIT, late);
  const streams = Array.from({ length: 20 }, () => new Streams(shaper.join()));
  streams[0]?.start(3);
  clock.advance(1000);
  expectRates(rates(clock, 10, ...streams.slice(0, 1)), [10]);
});
