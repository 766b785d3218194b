/**
 * One value per process. Next bundles every route on its own, so a module's variables exist once per
 * bundle; only globalThis is shared. A value whose key has changed (another database) is made anew.
 */
export function processWide<T>(name: string, key: string, make: () => T): T {
  const store = registry();
  const found = store.get(name);
  if (found?.key === key) {
    return found.value as T;
  }
  const value = make();
  store.set(name, { key, value });
  return value;
}

interface Entry {
  key: string;
  value: unknown;
}

const REGISTRY = Symbol.for('openslb.process-wide');

function registry(): Map<string, Entry> {
  const holder = globalThis as { [REGISTRY]?: Map<string, Entry> };
  holder[REGISTRY] ??= new Map();
  return holder[REGISTRY];
}
