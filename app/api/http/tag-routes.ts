import type { TagResourceType } from '#domain/tag.ts';
import { removeTags } from '#services/tag/remove.ts';
import { setTags } from '#services/tag/set.ts';
import { route } from './define-route.ts';

/** PUT and DELETE of the tags of one kind of resource. */
export function tagRoutes(resourceType: TagResourceType) {
  return route<{ id: string }>({
    PUT: async ({ context, params, body }) => setTags(context, { resourceType, id: params.id, tags: await body() }),
    DELETE: ({ context, params, query }) => removeTags(context, { resourceType, id: params.id, query }),
  });
}
