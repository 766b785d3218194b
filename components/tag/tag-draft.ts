import type { Tag } from '#domain/tag.ts';

/** What a person changes about the tags of a resource: a value, or null for a key that goes. */
export type TagDraft = ReadonlyMap<string, string | null>;

export const NO_CHANGE: TagDraft = new Map();

export function withTag(draft: TagDraft, { key, value }: Tag): TagDraft {
  return new Map(draft).set(key, value);
}

export function withoutTag(draft: TagDraft, key: string): TagDraft {
  return new Map(draft).set(key, null);
}

/** Applied to what the resource has now, so that what somebody else adds meanwhile stays. */
export function applyDraft(tags: readonly Tag[], draft: TagDraft): Tag[] {
  const result = new Map(tags.map(({ key, value }) => [key, value]));
  for (const [key, value] of draft) {
    if (value === null) {
      result.delete(key);
    } else {
      result.set(key, value);
    }
  }
  return [...result].map(([key, value]) => ({ key, value })).sort((one, other) => (one.key < other.key ? -1 : 1));
}
