import { SetTagsInput, type Tag } from '#domain/tag.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { changeTags } from './change.ts';
import type { TaggedResource } from './resource.ts';

/** The resource has these tags and no others afterwards; answers with them. */
export async function setTags(context: Context, input: TaggedResource & { tags: unknown }): Promise<Tag[]> {
  const { resourceType, id: resourceId } = input;
  const { tags } = parseBody(SetTagsInput, input.tags);
  return changeTags(context, input, 'tagged', async (tx, before) => {
    const present = new Map(before.map(({ key, value }) => [key, value]));
    const others = tags.filter(({ key, value }) => present.get(key) !== value);
    const wanted = new Set(tags.map(({ key }) => key));
    // What goes and what is overwritten first: in between there are never more than there may be.
    const gone = [...present.keys()].filter((key) => !wanted.has(key) || others.some((tag) => tag.key === key));
    await tx.tag.deleteMany({ where: { resourceType, resourceId, key: { in: gone } } });
    // The region is the trigger's to say; the column takes no null.
    await tx.tag.createMany({ data: others.map((tag) => ({ ...tag, resourceType, resourceId, regionId: '' })) });
  });
}
