import type { ListenerPlan, LoadBalancerLimits } from '../../engine.ts';
import { targetsOf } from '../../membership.ts';
import { markText } from '../marks.ts';
import { destinations, familyOf, keyOf, type ListenerRules } from './listener-rules.ts';
import { ceilingsChain, DIRECTIONS, ownerComment, shapeChain, shapeLimit } from './names.ts';
import { BYTES, type Family, IP, OPENED } from './table.ts';
import type { Item } from './table-state.ts';

/** Clients of one listener that persistence remembers; the same number as in userspace. */
const STICKY_ENTRIES_MAX = 100_000;
/** What may pass at once is what a quarter of a second brings, and at least what one packet of a fast card may hold. */
const BURST_SECONDS = 0.25;
const BURST_BYTES_MIN = 256 * 1024;

const element = (of: string, key: string, data?: string): Item => ({
  kind: 'element',
  of,
  element: key,
  ...(data === undefined ? {} : { data }),
});

/** What a listener that the kernel serves has in the table, beside what counts its marks. */
export function servedItems(plan: ListenerPlan, rules: ListenerRules, marks: ReadonlyMap<string, number>): Item[] {
  const { family, chain, key, body, serving, access, timeout, keep, slots } = rules;
  const { type } = IP[family];
  const targets = destinations(plan);
  return [
    ...(access ? [accessItem(access, type)] : []),
    { kind: 'ct timeout', ...timeout },
    ...(keep ? keepItems(keep, family, marks) : []),
    { kind: 'chain', name: chain, rules: body },
    ...(slots ? slots.marks.map((mark, index) => element('slots', markText(slots.first + index), mark)) : []),
    ...Array.from(marks, ([memberId, mark]) => element(`target${family}`, markText(mark), targets.get(memberId))),
    ...(serving === null ? [] : [element(`serving${family}`, key, serving)]),
    element(`dispatch${family}`, key, `goto ${chain}`),
    ...endsOf(plan, family, key),
  ];
}

/** Service and servers of a TCP listener; other listeners may have some of these too. */
function endsOf(plan: ListenerPlan, family: Family, key: string): Item[] {
  const servers = targetsOf(plan).map(({ address, port }) => `${address} . tcp . ${port}`);
  return plan.protocol === 'tcp' ? [key, ...servers].map((end) => element(`ends${family}`, end)) : [];
}

function accessItem({ set, entries }: NonNullable<ListenerRules['access']>, type: string): Item {
  return { kind: 'set', name: set, definition: `{ type ${type}; flags interval; auto-merge; elements = { ${entries.join(', ')} } }` };
}

function keepItems(
  { chain, map, rule, eligible }: NonNullable<ListenerRules['keep']>,
  family: Family,
  marks: ReadonlyMap<string, number>,
): Item[] {
  const { type, nobody } = IP[family];
  return [
    { kind: 'map', name: map, definition: `{ type ${type} : mark; size ${STICKY_ENTRIES_MAX}; flags dynamic,timeout; }`, passing: nobody },
    { kind: 'chain', name: chain, rules: [rule] },
    ...Array.from(marks.values(), (mark) => element('keep', markText(mark), `jump ${chain}`)),
    ...eligible.map((mark) => element('eligible', mark)),
  ];
}

/** For a listener that userspace serves: new connections pass the ceilings of their load balancer on their way. */
export function countOnlyItem(plan: ListenerPlan, limits: LoadBalancerLimits): Item {
  const family = familyOf(plan);
  return element(`dispatch${family}`, keyOf(plan), `goto ${ceilingsChain(limits, family)}`);
}

/** `owner`: of the limit, which others may share. Both directions have the whole of it (data-plane 15). */
export function shapeItems(owner: string, bytesPerSecond: number, marks: Iterable<number>): Item[] {
  const burst = Math.max(BURST_BYTES_MIN, Math.round(bytesPerSecond * BURST_SECONDS));
  const rate = Math.max(1, Math.round(bytesPerSecond));
  return DIRECTIONS.flatMap((direction): Item[] => {
    const limit = `${shapeLimit(owner, rate)}-${direction}`;
    const chain = shapeChain(owner, direction);
    return [
      { kind: 'limit', name: limit, definition: `{ rate over ${rate} bytes/second burst ${burst} bytes; }` },
      { kind: 'chain', name: chain, rules: [`limit name "${limit}" drop`] },
      ...Array.from(marks, (mark) => element('shape', `${markText(mark)} . ${direction}`, `jump ${chain}`)),
    ];
  });
}

/** What counts the connections of a mark and their bytes, and says whose it is. */
export function countedItems(listenerId: string, memberId: string, mark: number): Item[] {
  const text = markText(mark);
  const opened: Item = { kind: 'element', of: OPENED, element: text, comment: ownerComment(listenerId, memberId) };
  return [opened, ...DIRECTIONS.map((direction) => element(BYTES[direction], text))];
}

export const cutItem = (mark: number): Item => element('cut', markText(mark));
