import { z } from 'zod';

/** What keeps its versions. */
export const ResourceType = z.enum(['load-balancer', 'listener', 'active-standby-group', 'vserver-group', 'access-control-list']);
export type ResourceType = z.infer<typeof ResourceType>;

/** null, boolean, number, text, and lists and objects of them. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * The own configuration of a resource at one moment, as the SQL function openslb_document makes it. Its fields are those of
 * the input that changes the resource; beside them stand those that are fixed, and what says whether it is started.
 */
export type ResourceDocument = { [name: string]: Json };

/** Lists whose elements are the same by these fields, whatever else of them differs. */
const KEYED_LISTS: Record<string, readonly string[]> = {
  servers: ['serverId', 'port'],
  defaultServers: ['serverId'],
  entries: ['cidr'],
};

/** One field that differs; of a keyed list, which of its elements. */
export interface FieldChange {
  /** Dotted: `healthCheck.port`. */
  path: string;
  before: Json;
  after: Json;
  list: { added: Json[]; removed: Json[]; changed: { before: Json; after: Json }[] } | null;
}

/** Field by field, in the order of the fields. */
export function diffDocuments(before: ResourceDocument, after: ResourceDocument): FieldChange[] {
  return diffObjects(before, after, '');
}

function diffObjects(before: ResourceDocument, after: ResourceDocument, prefix: string): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => diffValues(`${prefix}${name}`, before[name] ?? null, after[name] ?? null));
}

function diffValues(path: string, before: Json, after: Json): FieldChange[] {
  if (isSame(before, after)) {
    return [];
  }
  if (isObject(before) && isObject(after)) {
    return diffObjects(before, after, `${path}.`);
  }
  const key = KEYED_LISTS[path];
  const list = key && Array.isArray(before) && Array.isArray(after) ? diffLists(before, after, key) : null;
  return [{ path, before, after, list }];
}

function diffLists(before: Json[], after: Json[], key: readonly string[]): FieldChange['list'] {
  const [was, is] = [byKey(before, key), byKey(after, key)];
  const changed = [...is].flatMap(([id, now]) => {
    const then = was.get(id);
    return then !== undefined && !isSame(then, now) ? [{ before: then, after: now }] : [];
  });
  return {
    added: [...is].flatMap(([id, one]) => (was.has(id) ? [] : [one])),
    removed: [...was].flatMap(([id, one]) => (is.has(id) ? [] : [one])),
    changed,
  };
}

/**
 * What I change in `base`, done to `theirs` instead: of what both have changed, mine. Members of a pool and entries are
 * merged one by one; a pair of an active/standby group, a target and other options that belong together, as a whole.
 */
export function onTop(base: ResourceDocument, mine: ResourceDocument, theirs: ResourceDocument): ResourceDocument {
  return Object.fromEntries(
    Object.entries(mine).map(([name, value]) => [name, mergeField(name, base[name] ?? null, value, theirs[name] ?? null)]),
  );
}

/**
 * Whether I and they have changed different things in `base`, or the same thing alike: then nobody loses anything by `onTop`.
 * Of members and entries each one counts; another field is one thing.
 */
export function isApart(base: ResourceDocument, mine: ResourceDocument, theirs: ResourceDocument): boolean {
  return Object.entries(mine).every(([name, wanted]) => {
    const [was, now] = [base[name] ?? null, theirs[name] ?? null];
    const key = KEYED_LISTS[name];
    if (key && Array.isArray(was) && Array.isArray(wanted) && Array.isArray(now) && !hasRoles(wanted)) {
      return isListApart(byKey(was, key), byKey(wanted, key), byKey(now, key));
    }
    return isFieldApart(was, wanted, now);
  });
}

function isListApart(base: Map<string, Json>, mine: Map<string, Json>, theirs: Map<string, Json>): boolean {
  const ids = [...base.keys(), ...mine.keys(), ...theirs.keys()];
  return ids.every((id) => isFieldApart(base.get(id) ?? null, mine.get(id) ?? null, theirs.get(id) ?? null));
}

function isFieldApart(base: Json, mine: Json, theirs: Json): boolean {
  return isSame(mine, base) || isSame(theirs, base) || isSame(mine, theirs);
}

function mergeField(name: string, base: Json, mine: Json, theirs: Json): Json {
  if (name === 'healthCheck' && isObject(base) && isObject(mine) && isObject(theirs)) {
    const merged = Object.entries(mine).map(([part, value]) => [part, isSame(value, base[part] ?? null) ? (theirs[part] ?? null) : value]);
    return Object.fromEntries(merged);
  }
  const key = KEYED_LISTS[name];
  if (key && Array.isArray(base) && Array.isArray(mine) && Array.isArray(theirs) && !hasRoles(mine)) {
    return mergeLists(byKey(base, key), byKey(mine, key), byKey(theirs, key));
  }
  return isSame(mine, base) ? theirs : mine;
}

function mergeLists(base: Map<string, Json>, mine: Map<string, Json>, theirs: Map<string, Json>): Json[] {
  const ids = [...new Set([...theirs.keys(), ...mine.keys()])];
  return ids.flatMap((id) => {
    const [was, wanted, now] = [base.get(id), mine.get(id), theirs.get(id)];
    const isMine = wanted === undefined ? was !== undefined : was === undefined || !isSame(was, wanted);
    return (isMine ? wanted : now) ?? [];
  });
}

/** Both members of a pair are one decision. */
function hasRoles(members: Json[]): boolean {
  return members.some((member) => isObject(member) && 'role' in member);
}

function byKey(list: Json[], key: readonly string[]): Map<string, Json> {
  return new Map(list.map((one) => [isObject(one) ? JSON.stringify(key.map((name) => one[name] ?? null)) : JSON.stringify(one), one]));
}

export function isObject(value: Json): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The order of an object's fields is none of its content. */
export function isSame(a: Json, b: Json): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) => (isObject(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner));
}

/** Fields that going back to a version leaves as they are: fixed ones, and whether the resource is started. */
export const NOT_RESTORED: ReadonlySet<string> = new Set([
  'protocol',
  'port',
  'enabled',
  'status',
  'addressType',
  'primaryZoneId',
  'ipVersion',
]);
