import { SlotDraw } from './slot-draw.ts';
import { SmoothTurns } from './smooth-turns.ts';

/** Neighbours `from` to `to`, both included, of one member. */
export interface SlotRun {
  from: number;
  to: number;
  index: number;
}

/**
 * One cycle of smooth weighted round robin: of each slot the index of its member. Weights are whole numbers above 0, and are reduced
 * by their greatest common divisor. Same shares and same order as SmoothWeighted, so that heavy members are not hit in bursts.
 */
export function turnSlots(weights: readonly number[]): number[] {
  const divisor = weights.reduce(greatestCommonDivisor, 0);
  const members = weights.map((weight, index) => ({ memberId: String(index), weight: weight / divisor, index }));
  const turns = new SmoothTurns<(typeof members)[number]>(() => 0);
  turns.update(members);
  const cycle = members.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: cycle }, () => turns.next()?.index ?? 0);
}

/**
 * `count` slots of a consistent hash, by the draw of ConsistentHash: of each slot the index of its member. A member that leaves moves
 * only its slots, one that comes or weighs more takes only what it gets, in whatever order they stand; shares follow weights but for chance.
 */
export function hashSlots(members: readonly { key: string; weight: number }[], count: number): number[] {
  if (members.length === 0) {
    return [];
  }
  const draw = new SlotDraw(members.map(({ key, weight }) => ({ memberId: key, weight })));
  return Array.from({ length: count }, (_, slot) => draw.winnerOf(slot));
}

/** Runs of equal neighbours: what a map with intervals needs. */
export function runsOf(slots: readonly number[]): SlotRun[] {
  const runs: SlotRun[] = [];
  let last: SlotRun | undefined;
  slots.forEach((index, slot) => {
    if (last?.index === index) {
      last.to = slot;
    } else {
      last = { from: slot, to: slot, index };
      runs.push(last);
    }
  });
  return runs;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
