import { parseInput } from '#domain/domain-error.ts';
import { RemoveTagsQuery } from '#domain/tag.ts';
import type { Context } from '../context.ts';
import { changeTags } from './change.ts';
import type { TaggedResource } from './resource.ts';

/** One tag by its key, or all of them. What is not there is no error. */
export async function removeTags(context: Context, input: TaggedResource & { query: unknown }): Promise<void> {
  const { resourceType, id: resourceId } = input;
  const { key } = parseInput(RemoveTagsQuery, input.query);
  await changeTags(context, input, 'untagged', (tx) => tx.tag.deleteMany({ where: { resourceType, resourceId, key } }));
}
