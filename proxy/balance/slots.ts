import { SlotDraw } from './slot-draw.ts';
import { SmoothTurns } from './smooth-turns.ts';

/** What a cycle may be long: 40 members with weights up to 100 need no more; of more it gives shares within 0.025 % of all. */
const CYCLE_MAX = 4096;

/**
 * One cycle of smooth weighted round robin: of each slot the index of its member. Weights are whole numbers above 0, and are reduced
 * by their greatest common divisor. Same shares and same order as SmoothWeighted, so that heavy members are not hit in bursts;
 * a cycle of more than 4,096 is rounded to that.
 */
export function turnSlots(weights: readonly number[]): number[] {
  const members = inLowestTerms(weights).map((weight, index) => ({ memberId: String(index), weight, index }));
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

/** Whole numbers with the same relations; where their sum were too large, the nearest ones by largest remainder, and nobody has none. */
function inLowestTerms(weights: readonly number[]): number[] {
  const divisor = weights.reduce(greatestCommonDivisor, 0);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum / divisor <= CYCLE_MAX) {
    return weights.map((weight) => weight / divisor);
  }
  const exact = weights.map((weight) => (weight / sum) * CYCLE_MAX);
  const turns = exact.map((share) => Math.max(1, Math.floor(share)));
  const byRemainder = exact.map((share, index) => ({ index, left: share - (turns[index] ?? 0) })).sort((a, b) => b.left - a.left);
  const missing = Math.max(0, CYCLE_MAX - turns.reduce((total, count) => total + count, 0));
  for (const { index } of byRemainder.slice(0, missing)) {
    turns[index] = (turns[index] ?? 0) + 1;
  }
  return turns;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
