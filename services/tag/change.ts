import type { Tag } from '#domain/tag.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { write } from '../write.ts';
import { loadTags } from './load.ts';
import { AUDITED_AS, requireTaggable, type TaggedResource } from './resource.ts';

/** Changes the tags of one resource: no revision is raised, and no worker looks at them. */
export async function changeTags(
  context: Context,
  resource: TaggedResource,
  verb: 'tagged' | 'untagged',
  change: (tx: Database, before: Tag[]) => Promise<unknown>,
): Promise<Tag[]> {
  const { resourceType, id } = resource;
  return write(context, { in: place.taggable(resourceType, id), needs: 'operator' }, async (tx) => {
    const { regionId } = await requireTaggable(tx, resource);
    const load = async () => (await loadTags(tx, resourceType, [id]))(id);
    const before = await load();
    await change(tx, before);
    const after = await load();
    return {
      answer: after,
      audit: {
        action: `${AUDITED_AS[resourceType]}:${verb}`,
        resourceType: AUDITED_AS[resourceType],
        resourceId: id,
        regionId,
        before: { tags: before },
        after: { tags: after },
      },
    };
  });
}
