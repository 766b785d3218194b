import { isOurs, markText } from './marks.ts';
import type { NftObject } from './nft.ts';
import { layoutChain, OPENED, ownerChain, skeletonNames } from './ruleset/table.ts';
import type { Item } from './ruleset/table-state.ts';

/** What an earlier process of this node has left in force. */
export interface LeftInForce {
  items: Item[];
  /** Whose connections have which mark. */
  marks: { mark: number; listenerId: string; memberId: string }[];
  /** Those of connections that end with their next packet. */
  cut: Set<number>;
  /** Marks of which nobody knows any more whose they are. */
  strays: number[];
  lastSlot: number;
}

interface Named {
  name: string;
  elem?: unknown[];
}

const OBJECTS = ['limit', 'ct timeout'] as const;
/** They come and go by themselves, with the traffic. */
const DYNAMIC = /^(refused_.*|sticky-.*|acl-.*|rate[46]-.*|count[46]-.*)$/;

/** Null: the table is made in another way than this code makes it, and has to be made anew. */
export function readLeftInForce(objects: readonly NftObject[], nodeId: string): LeftInForce | null {
  const chains = named(objects, 'chain').map(({ name }) => name);
  if (!chains.includes(layoutChain)) {
    return null;
  }
  const common = skeletonNames(nodeId);
  const sets = named(objects, 'set');
  const maps = named(objects, 'map');
  const left: LeftInForce = { items: [], marks: [], cut: new Set(), strays: [], lastSlot: 0 };
  const add = (kind: Exclude<Item['kind'], 'element' | 'chain'>, names: readonly Named[]) =>
    left.items.push(...names.filter(({ name }) => !common.has(name)).map(({ name }): Item => ({ kind, name, definition: '' })));
  add('set', sets);
  add('map', maps);
  for (const kind of OBJECTS) {
    add(kind, named(objects, kind));
  }
  left.items.push(...chains.filter((name) => !common.has(name)).map((name): Item => ({ kind: 'chain', name, rules: [] })));
  for (const set of [...sets, ...maps].filter(({ name }) => !DYNAMIC.test(name))) {
    takeElements(set, left);
  }
  return left;
}

/** Whose the table is; null: nobody's that could be told. */
export function ownerOf(objects: readonly NftObject[]): string | null {
  const prefix = ownerChain('');
  const owner = named(objects, 'chain').find(({ name }) => name.startsWith(prefix));
  return owner ? owner.name.slice(prefix.length) : null;
}

function named(objects: readonly NftObject[], kind: string): Named[] {
  return objects.flatMap((object) => (kind in object ? [object[kind] as Named] : []));
}

function takeElements({ name, elem = [] }: Named, left: LeftInForce): void {
  for (const one of elem) {
    const { key, comment } = keyOf(one);
    const text = keyText(key);
    left.items.push({ kind: 'element', of: name, element: text });
    if (name === 'slots' && typeof key === 'number') {
      left.lastSlot = Math.max(left.lastSlot, key);
    }
    if (name === 'cut' && typeof key === 'number') {
      left.cut.add(key);
    }
    if (name === OPENED && typeof key === 'number' && isOurs(key)) {
      const [listenerId, memberId] = comment?.split(' ') ?? [];
      if (listenerId !== undefined && memberId !== undefined) {
        left.marks.push({ mark: key, listenerId, memberId });
      } else {
        left.strays.push(key);
      }
    }
  }
}

/** Elements of maps are pairs; those with a comment or counter are wrapped. */
function keyOf(one: unknown): { key: unknown; comment?: string } {
  const first: unknown = Array.isArray(one) ? one[0] : one;
  if (typeof first === 'object' && first !== null && 'elem' in first) {
    const { val, comment } = first.elem as { val: unknown; comment?: string };
    return comment === undefined ? { key: val } : { key: val, comment };
  }
  return { key: first };
}

function keyText(key: unknown): string {
  if (typeof key === 'number') {
    return markText(key);
  }
  if (typeof key === 'object' && key !== null && 'concat' in key) {
    const parts = key.concat as unknown[];
    // The first number of a key is a mark, a later one a port.
    return parts.map((part, index) => (index === 0 && typeof part === 'number' ? markText(part) : String(part))).join(' . ');
  }
  return String(key);
}
