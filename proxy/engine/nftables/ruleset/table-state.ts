import { TABLE } from './table.ts';

/**
 * One thing of the table that can be set up and taken away by itself. `key` tells it from all others; what stands under one
 * key is the same for all owners.
 */
export type Item =
  /** Sets, maps and objects; what they hold is told by their names or comes by itself, so they never change. */
  | { kind: 'set' | 'limit' | 'ct timeout'; name: string; definition: string }
  /** `passing`: an element of a dynamic map that is added and deleted at once, see setUpLines. */
  | { kind: 'map'; name: string; definition: string; passing?: string }
  | { kind: 'chain'; name: string; rules: readonly string[] }
  | { kind: 'element'; of: string; element: string; data?: string; comment?: string | null };

const ORDER = ['set', 'limit', 'ct timeout', 'map', 'chain', 'element'] as const;

/** In force, but what it says is not known: an earlier process has set it up. */
const UNKNOWN = Symbol('unknown');

interface Entry {
  item: Item;
  owners: Set<string>;
}

export function keyOfItem(item: Item): string {
  return item.kind === 'element' ? `element ${item.of} ${item.element}` : `${item.kind} ${item.name}`;
}

/**
 * What the table shall hold and what it holds, and the transaction that leads from one to the other. An owner is a listener, or
 * an earlier process.
 */
export class TableState {
  readonly #desired = new Map<string, Entry>();
  readonly #owned = new Map<string, Map<string, Item>>();
  /** How many elements each set and map shall have. */
  readonly #sizes = new Map<string, number>();
  readonly #inForce = new Map<string, { item: Item; text: string | typeof UNKNOWN }>();

  /** All that this owner wants from now on. Returns the keys that may differ from what is in force. */
  want(owner: string, items: readonly Item[]): Set<string> {
    const before = this.#owned.get(owner) ?? new Map<string, Item>();
    const now = new Map(items.map((item) => [keyOfItem(item), item]));
    const touched = new Set([...before.keys(), ...now.keys()]);
    for (const key of before.keys()) {
      if (!now.has(key)) {
        this.#release(key, owner);
      }
    }
    for (const [key, item] of now) {
      const entry = this.#desired.get(key);
      if (entry) {
        entry.item = item;
        entry.owners.add(owner);
      } else {
        this.#desired.set(key, { item, owners: new Set([owner]) });
        this.#grow(item, 1);
      }
    }
    if (now.size > 0) {
      this.#owned.set(owner, now);
    } else {
      this.#owned.delete(owner);
    }
    return touched;
  }

  /** How many elements this set or map shall have. */
  sizeOf(name: string): number {
    return this.#sizes.get(name) ?? 0;
  }

  /** In force since before this process. */
  adopt(owner: string, items: readonly Item[]): void {
    this.want(owner, items);
    for (const item of items) {
      this.#inForce.set(keyOfItem(item), { item, text: UNKNOWN });
    }
  }

  /** The table is gone, with all that was in it. Returns all that has to be set up again. */
  lost(): Set<string> {
    this.#inForce.clear();
    return new Set(this.#desired.keys());
  }

  /** The lines of one transaction that brings these keys to what is desired; none: it is so. */
  script(keys: ReadonlySet<string>): string[] {
    const set: Item[] = [];
    const gone: Item[] = [];
    for (const key of keys) {
      const [desired, present] = [this.#desired.get(key)?.item, this.#inForce.get(key)];
      if (desired && !this.#isSame(desired, present?.text)) {
        set.push(desired);
      }
      // An element is not changed in place: it goes and comes in one transaction.
      if (present && (desired === undefined || (desired.kind === 'element' && !this.#isSame(desired, present.text)))) {
        gone.push(present.item);
      }
    }
    const sorted = [...set].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    const [elements, others] = [gone.filter(({ kind }) => kind === 'element'), gone.filter(({ kind }) => kind !== 'element')];
    const last = others.sort((a, b) => ORDER.indexOf(b.kind) - ORDER.indexOf(a.kind));
    return [
      ...elementLines('delete', elements),
      ...sorted.flatMap((item) => (item.kind === 'chain' ? [`add chain ${TABLE} ${item.name}`] : [])),
      ...sorted.flatMap(setUpLines),
      ...elementLines(
        'add',
        sorted.filter(({ kind }) => kind === 'element'),
      ),
      ...last.flatMap((item) => (item.kind === 'chain' ? [`flush chain ${TABLE} ${item.name}`] : [])),
      ...last.map((item) => `delete ${item.kind} ${TABLE} ${nameOf(item)}`),
    ];
  }

  /** To be called when the kernel has taken the script of these keys. */
  done(keys: ReadonlySet<string>): void {
    for (const key of keys) {
      const desired = this.#desired.get(key)?.item;
      if (desired) {
        this.#inForce.set(key, { item: desired, text: textOf(desired) });
      } else {
        this.#inForce.delete(key);
      }
    }
  }

  /** Of what an earlier process has set up only what has a content of its own may differ. */
  #isSame(desired: Item, text: string | typeof UNKNOWN | undefined): boolean {
    const hasContent = desired.kind === 'chain' || (desired.kind === 'element' && desired.data !== undefined);
    return text === textOf(desired) || (text === UNKNOWN && !hasContent);
  }

  #release(key: string, owner: string): void {
    const entry = this.#desired.get(key);
    entry?.owners.delete(owner);
    if (entry?.owners.size === 0) {
      this.#desired.delete(key);
      this.#grow(entry.item, -1);
    }
  }

  #grow(item: Item, by: 1 | -1): void {
    if (item.kind === 'element') {
      this.#sizes.set(item.of, this.sizeOf(item.of) + by);
    }
  }
}

function nameOf(item: Item): string {
  return item.kind === 'element' ? item.of : item.name;
}

function textOf(item: Item): string {
  switch (item.kind) {
    case 'chain':
      return item.rules.join('\n');
    case 'element':
      return item.data ?? '';
    default:
      return '';
  }
}

function setUpLines(item: Item): string[] {
  switch (item.kind) {
    case 'element':
      return [];
    case 'chain':
      return [`flush chain ${TABLE} ${item.name}`, ...item.rules.map((rule) => `add rule ${TABLE} ${item.name} ${rule}`)];
    case 'map':
      // The kernel makes a dynamic map as large as it may ever become, some megabytes, and sees at the first deletion that it need not be.
      return [
        `add map ${TABLE} ${item.name} ${item.definition}`,
        ...(item.passing === undefined ? [] : [`add element ${TABLE} ${item.name} { ${item.passing} timeout 1s : 0 }`]),
        ...(item.passing === undefined ? [] : [`delete element ${TABLE} ${item.name} { ${item.passing} }`]),
      ];
    default:
      return [`add ${item.kind} ${TABLE} ${item.name} ${item.definition}`];
  }
}

/** One line for each set or map. */
function elementLines(verb: 'add' | 'delete', items: readonly Item[]): string[] {
  const bySet = new Map<string, string[]>();
  for (const item of items) {
    if (item.kind === 'element') {
      const comment = verb === 'add' && item.comment ? ` comment "${item.comment}"` : '';
      const data = verb === 'add' && item.data !== undefined ? ` : ${item.data}` : '';
      const elements = bySet.get(item.of) ?? [];
      elements.push(`${item.element}${comment}${data}`);
      bySet.set(item.of, elements);
    }
  }
  return Array.from(bySet, ([of, elements]) => `${verb} element ${TABLE} ${of} { ${elements.join(', ')} }`);
}
