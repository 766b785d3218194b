import type { BackupGroup, BackupInstance } from '#domain/backup.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { deleteActiveStandbyGroup } from '../active-standby-group/delete.ts';
import { updateActiveStandbyGroup } from '../active-standby-group/update.ts';
import type { Context } from '../context.ts';
import { setTags } from '../tag/set.ts';
import { createVServerGroup } from '../vserver-group/create.ts';
import { deleteVServerGroup } from '../vserver-group/delete.ts';
import { updateVServerGroup } from '../vserver-group/update.ts';
import type { Names } from './apply-instance.ts';
import { atPath } from './at-path.ts';
import { holds } from './differences.ts';
import { keyOf, type PresentGroup, type PresentInstance } from './document.ts';
import { membersOf } from './members.ts';

/** Ids of the groups of an instance, by what a file calls them. */
export interface GroupIds {
  'vserver-group': ReadonlyMap<string, string>;
  'active-standby-group': ReadonlyMap<string, string>;
}

interface Verbs {
  resourceType: 'vservergroup' | 'masterslaveservergroup';
  create: (context: Context, input: { loadBalancerId: string; group: unknown }) => Promise<{ id: string }>;
  update: (context: Context, input: { id: string; changes: unknown }) => Promise<unknown>;
}

const VSERVER: Verbs = { resourceType: 'vservergroup', create: createVServerGroup, update: updateVServerGroup };
const ACTIVE_STANDBY: Verbs = {
  resourceType: 'masterslaveservergroup',
  create: createActiveStandbyGroup,
  update: updateActiveStandbyGroup,
};

interface Groups extends Pick<BackupInstance, 'vserverGroups' | 'activeStandbyGroups'> {
  present: PresentInstance;
  path: string;
}

export async function applyGroups(context: Context, names: Names, groups: Groups): Promise<GroupIds> {
  const { present, path } = groups;
  const apply = (verbs: Verbs, kind: 'vserverGroups' | 'activeStandbyGroups') =>
    applyKind(context, names, verbs, { loadBalancerId: present.id, present: present[kind], wanted: groups[kind], path: `${path}.${kind}` });
  return {
    'vserver-group': await apply(VSERVER, 'vserverGroups'),
    'active-standby-group': await apply(ACTIVE_STANDBY, 'activeStandbyGroups'),
  };
}

interface Kind {
  loadBalancerId: string;
  present: PresentGroup[];
  wanted: BackupGroup[];
  path: string;
}

async function applyKind(context: Context, names: Names, verbs: Verbs, { loadBalancerId, present, wanted, path }: Kind) {
  const ids = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const [index, { servers, tags, ...group }] of wanted.entries()) {
    const count = (counts.get(group.name) ?? 0) + 1;
    counts.set(group.name, count);
    const key = keyOf(group.name, count);
    const known = present.find((one) => one.key === key);
    const place = `${path}.${index.toString()}`;
    const input = { ...group, servers: membersOf(servers, names.servers, `${place}.servers`) };
    await atPath(place, async () => {
      const id = known?.id ?? (await verbs.create(context, { loadBalancerId, group: input })).id;
      ids.set(key, id);
      if (known && !holds({ ...group, servers }, known.entry)) {
        await verbs.update(context, { id, changes: input });
      }
      if (tags !== undefined) {
        await setTags(context, { resourceType: verbs.resourceType, id, tags: { tags } });
      }
    });
  }
  // A listener of the file may go on using a group that the file does not describe.
  return new Map([...present.map(({ key, id }): [string, string] => [key, id]), ...ids]);
}

/** Deletes what the file does not name; a group that a listener still uses is refused by the verb. */
export async function deleteOtherGroups(
  context: Context,
  present: PresentInstance,
  wanted: Pick<BackupInstance, 'vserverGroups' | 'activeStandbyGroups'>,
) {
  for (const { id } of othersOf(present.vserverGroups, wanted.vserverGroups)) {
    await deleteVServerGroup(context, { id });
  }
  for (const { id } of othersOf(present.activeStandbyGroups, wanted.activeStandbyGroups)) {
    await deleteActiveStandbyGroup(context, { id });
  }
}

/** Of several with one name, the last ones are those too many. */
function othersOf(present: PresentGroup[], wanted: BackupGroup[]): PresentGroup[] {
  return present.filter(({ key, entry: { name } }) => {
    const count = wanted.filter((group) => group.name === name).length;
    return !Array.from({ length: count }, (_, index) => keyOf(name, index + 1)).includes(key);
  });
}
