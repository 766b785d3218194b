import { request } from '#components/api/client.ts';
import type { Tag, TagResourceType } from '#domain/tag.ts';

const PATHS: Record<TagResourceType, string> = {
  instance: 'load-balancers',
  acl: 'access-control-lists',
  listener: 'listeners',
  vservergroup: 'vserver-groups',
  masterslaveservergroup: 'active-standby-groups',
};

export interface Taggable {
  resourceType: TagResourceType;
  id: string;
  name: string;
}

/** It has these tags and no others afterwards. */
export function setTags({ resourceType, id }: Taggable, tags: Tag[]): Promise<Tag[]> {
  return request(`/${PATHS[resourceType]}/${encodeURIComponent(id)}/tags`, { method: 'PUT', body: { tags } });
}
