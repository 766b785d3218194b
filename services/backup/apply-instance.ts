import type { BackupInstance } from '#domain/backup.ts';
import type { Context } from '../context.ts';
import { replaceDefaultServers } from '../default-server-group/replace.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { startLoadBalancer } from '../load-balancer/start.ts';
import { stopLoadBalancer } from '../load-balancer/stop.ts';
import { updateLoadBalancer } from '../load-balancer/update.ts';
import type { Database } from '../read.ts';
import { setTags } from '../tag/set.ts';
import { applyGroups, deleteOtherGroups } from './apply-groups.ts';
import { applyListeners, deleteOtherListeners } from './apply-listeners.ts';
import { atPath } from './at-path.ts';
import { differences, holds } from './differences.ts';
import { loadInstances, type PresentInstance } from './document.ts';
import { membersOf } from './members.ts';

/** What the names of a file stand for in this region. */
export interface Names {
  regionId: string;
  /** Ids by address. */
  servers: ReadonlyMap<string, string>;
  /** Ids by name. */
  accessControlLists: ReadonlyMap<string, string>;
}

interface InstancePart {
  instance: BackupInstance;
  /** In the file. */
  path: string;
  removeOthers: boolean;
}

/** Makes one instance what the file says: settings, groups, listeners, in an order in which no rule is broken on the way. */
export async function applyInstance(
  context: Context,
  db: Database,
  names: Names,
  { instance, path, removeOthers }: InstancePart,
): Promise<void> {
  const { defaultServers, vserverGroups, activeStandbyGroups, listeners, running, tags, ...settings } = instance;
  const present = await atPath(path, () => findOrCreate(context, db, names.regionId, settings));
  const changes = differences(settings, present.entry);
  const narrower = isNarrower(changes.bandwidthMbps, present.entry.bandwidthMbps);
  const { bandwidthMbps, ...others } = changes;
  await atPath(path, () => update(context, present.id, narrower ? others : changes));
  if (defaultServers && !holds(defaultServers, present.defaultServers)) {
    const servers = membersOf(defaultServers, names.servers, `${path}.defaultServers`);
    await atPath(`${path}.defaultServers`, () => replaceDefaultServers(context, { loadBalancerId: present.id, servers }));
  }
  const groups = await applyGroups(context, names, { present, vserverGroups, activeStandbyGroups, path });
  if (removeOthers) {
    await deleteOtherListeners(context, present, listeners);
  }
  await applyListeners(context, { ...names, groups }, { present, listeners, path });
  if (removeOthers) {
    await deleteOtherGroups(context, present, { vserverGroups, activeStandbyGroups });
  }
  await atPath(path, async () => {
    // Reservations of its listeners may have stood in the way before.
    await update(context, present.id, narrower ? { bandwidthMbps } : {});
    await run(context, present, running);
    if (tags !== undefined) {
      await setTags(context, { resourceType: 'instance', id: present.id, tags: { tags } });
    }
  });
}

async function findOrCreate(
  context: Context,
  db: Database,
  regionId: string,
  settings: Record<string, unknown> & { address: string },
): Promise<PresentInstance> {
  const found = await db.loadBalancer.findFirst({ where: { regionId, address: settings.address }, select: { id: true } });
  const { id } = found ?? (await createLoadBalancer(context, { regionId, ...settings }));
  const [present] = await loadInstances(db, [id]);
  if (!present) {
    throw new Error(`The instance ${id} was there a moment ago.`);
  }
  return present;
}

async function update(context: Context, id: string, changes: Record<string, unknown>): Promise<void> {
  if (Object.keys(changes).length > 0) {
    await updateLoadBalancer(context, { id, changes });
  }
}

function isNarrower(wanted: unknown, present: unknown): boolean {
  return typeof wanted === 'number' && (typeof present !== 'number' || wanted < present);
}

/** Deleting the last listener has stopped it, and what is not said stays as it was. */
async function run(context: Context, { id, entry }: PresentInstance, running = entry.running): Promise<void> {
  await (running ? startLoadBalancer(context, { id }) : stopLoadBalancer(context, { id }));
}
