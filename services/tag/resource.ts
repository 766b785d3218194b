import type { TagResourceType } from '#domain/tag.ts';
import { accessControlListNotFound } from '../access-control-list/internal.ts';
import { groupNotFound } from '../active-standby-group/internal.ts';
import { requireWritableListener } from '../listener/internal.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import type { Database } from '../read.ts';
import { requireGroup as requireVServerGroup } from '../vserver-group/internal.ts';

export interface TaggedResource {
  resourceType: TagResourceType;
  id: string;
}

/** What the audit calls each, so that a resource's history has its tags too. */
export const AUDITED_AS: Record<TagResourceType, string> = {
  instance: 'load-balancer',
  acl: 'access-control-list',
  listener: 'listener',
  vservergroup: 'vserver-group',
  masterslaveservergroup: 'active-standby-group',
};

const REQUIRE: Record<TagResourceType, (db: Database, id: string) => Promise<{ regionId: string }>> = {
  instance: requireWritableLoadBalancer,
  acl: async (db, id) => {
    const list = await db.accessControlList.findUnique({ where: { id } });
    if (!list) {
      throw accessControlListNotFound(id);
    }
    return list;
  },
  listener: requireWritableListener,
  vservergroup: async (db, id) => requireWritableLoadBalancer(db, (await requireVServerGroup(db, id)).loadBalancerId),
  masterslaveservergroup: async (db, id) => {
    const group = await db.activeStandbyGroup.findUnique({ where: { id } });
    if (!group) {
      throw groupNotFound(id);
    }
    return requireWritableLoadBalancer(db, group.loadBalancerId);
  },
};

/** Throws what any verb of the resource throws when it is not there, or takes no operation. */
export async function requireTaggable(db: Database, { resourceType, id }: TaggedResource): Promise<{ regionId: string }> {
  return REQUIRE[resourceType](db, id);
}
