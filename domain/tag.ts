import { z } from 'zod';
import { coded } from './error-code.ts';
import { Id, PageQuery } from './field.ts';
import { TAG_FILTERS_MAX, TAG_KEY_LENGTH_MAX, TAG_VALUE_LENGTH_MAX, TAGS_PER_RESOURCE_MAX } from './limits.ts';
import { PLAIN_TEXT } from './plain-text.ts';

/** What can have tags, in the words of the compatible API (console 12). */
export const TagResourceType = z.enum(['instance', 'acl', 'listener', 'vservergroup', 'masterslaveservergroup']);
export type TagResourceType = z.infer<typeof TagResourceType>;

export const TAG_IS_RESERVED = 'It must not start with "aliyun" or "acs:".';
export const TAG_IS_URL = 'It must not contain "http://" or "https://".';
const NO_CONTROL_CHARACTERS = 'It must have no control characters.';

const isOpen = (text: string) => !/^(aliyun|acs:)/.test(text);
const isNoUrl = (text: string) => !/https?:\/\//.test(text);

export const TagKey = z
  .string('Enter a key.')
  .trim()
  .min(1, { error: 'Enter a key.', abort: true })
  .max(TAG_KEY_LENGTH_MAX, `A key has at most ${TAG_KEY_LENGTH_MAX} characters.`)
  .regex(PLAIN_TEXT, NO_CONTROL_CHARACTERS)
  .refine(isOpen, TAG_IS_RESERVED)
  .refine(isNoUrl, TAG_IS_URL);

export const TagValue = z
  .string('Enter a value, or leave it empty.')
  .trim()
  .max(TAG_VALUE_LENGTH_MAX, `A value has at most ${TAG_VALUE_LENGTH_MAX} characters.`)
  .regex(PLAIN_TEXT, NO_CONTROL_CHARACTERS)
  .refine(isOpen, TAG_IS_RESERVED)
  .refine(isNoUrl, TAG_IS_URL);

export const Tag = z.object({ key: TagKey, value: TagValue.default('') });
export type Tag = z.infer<typeof Tag>;

/** All tags that a resource shall have. Of two with the same key the later one overwrites (console 12). */
export const SetTagsInput = z.object({
  tags: z
    .array(Tag, 'The tags are a list.')
    .transform((tags) => [...new Map(tags.map((tag) => [tag.key, tag])).values()])
    .refine(
      (tags) => tags.length <= TAGS_PER_RESOURCE_MAX,
      coded('TagCountLimit', `A resource can have ${TAGS_PER_RESOURCE_MAX} tags, no more.`),
    ),
});
export type SetTagsInput = z.infer<typeof SetTagsInput>;

/** Which tag goes; absent: all of them. */
export const RemoveTagsQuery = z.object({ key: TagKey.optional() });

export interface TagFilter {
  key: string;
  /** Null: whatever the value. */
  value: string | null;
}

const FILTER_RULE = 'A tag is given as key:value, or as a key alone; a ":" or "%" within is written %3A or %25.';

/** `key:value`, or `key` for any value. Only what would be taken for the ":" between them is encoded: addresses stay readable. */
export function formatTagFilter({ key, value }: TagFilter): string {
  const encode = (text: string) => text.replace(/[%:]/g, (character) => (character === '%' ? '%25' : '%3A'));
  return value === null ? encode(key) : `${encode(key)}:${encode(value)}`;
}

/** Null: it is none. */
export function parseTagFilter(text: string): TagFilter | null {
  const at = text.indexOf(':');
  try {
    const key = decodeURIComponent(at < 0 ? text : text.slice(0, at));
    return key === '' ? null : { key, value: at < 0 ? null : decodeURIComponent(text.slice(at + 1)) };
  } catch {
    return null;
  }
}

const TagFilterText = z.string(FILTER_RULE).transform((text, context): TagFilter => {
  const filter = parseTagFilter(text);
  if (filter === null) {
    context.addIssue(FILTER_RULE);
    return z.NEVER;
  }
  return filter;
});

/** One parameter of a query, given several times: only what has all of these tags (console 2.3). */
export const TagFilters = z
  .union([z.array(z.string()), z.string().transform((text) => [text])], FILTER_RULE)
  .pipe(z.array(TagFilterText).max(TAG_FILTERS_MAX, `At most ${TAG_FILTERS_MAX} tags can be asked for at once.`))
  .default([]);

/** A page of listeners or groups of one instance. */
export const ListTaggedQuery = PageQuery.extend({ tag: TagFilters });

/** A page of groups of one instance; `search` is part of a name or id. */
export const ListGroupsQuery = ListTaggedQuery.extend({ search: z.string().trim().max(200).default('') });

/** The tags in use in a region. */
export const ListTagsQuery = PageQuery.extend({
  regionId: Id,
  /** Part of the key or the value. */
  search: z.string().trim().max(200).default(''),
  /** Only those of resources of this type. */
  resourceType: TagResourceType.optional(),
});
export type ListTagsQuery = z.infer<typeof ListTagsQuery>;
