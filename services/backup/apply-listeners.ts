import type { BackupListener } from '#domain/backup.ts';
import { DomainError } from '#domain/domain-error.ts';
import type { Context } from '../context.ts';
import { createListener } from '../listener/create.ts';
import { deleteListener } from '../listener/delete.ts';
import { startListener } from '../listener/start.ts';
import { stopListener } from '../listener/stop.ts';
import { updateListener } from '../listener/update.ts';
import { setTags } from '../tag/set.ts';
import type { GroupIds } from './apply-groups.ts';
import type { Names } from './apply-instance.ts';
import { atPath } from './at-path.ts';
import { differences } from './differences.ts';
import type { PresentInstance } from './document.ts';

type PresentListener = PresentInstance['listeners'][number];
type ListenerNames = Names & { groups: GroupIds };

interface Listeners {
  present: PresentInstance;
  listeners: BackupListener[];
  path: string;
}

export async function applyListeners(context: Context, names: ListenerNames, { present, listeners, path }: Listeners): Promise<void> {
  const places = listeners.map((listener, index) => ({
    listener,
    place: `${path}.listeners.${index.toString()}`,
    known: find(present, listener),
  }));
  // What gives bandwidth back comes before what takes it.
  places.sort((a, b) => growth(a) - growth(b));
  for (const { listener, place, known } of places) {
    await atPath(place, async () => {
      const id = known ? await change(context, names, known, listener) : await create(context, names, present.id, listener);
      if (listener.tags !== undefined) {
        await setTags(context, { resourceType: 'listener', id, tags: { tags: listener.tags } });
      }
    });
  }
}

function growth({ listener, known }: { listener: BackupListener; known: PresentListener | undefined }): number {
  const wanted = 'bandwidthMbps' in listener ? listener.bandwidthMbps : known?.entry.bandwidthMbps;
  return Number(wanted ?? 0) - Number(known?.entry.bandwidthMbps ?? 0);
}

async function create(context: Context, names: ListenerNames, loadBalancerId: string, wanted: BackupListener): Promise<string> {
  const { running, target, accessControl, tags: _, ...options } = wanted;
  const listener = {
    ...options,
    target: toTarget(target, names),
    accessControl: toAccessControl(accessControl, names),
    start: running ?? false,
  };
  return (await createListener(context, { loadBalancerId, listener })).id;
}

async function change(context: Context, names: ListenerNames, known: PresentListener, wanted: BackupListener): Promise<string> {
  const { running = known.entry.running, protocol: _, port: __, tags: ___, ...settings } = wanted;
  const { target, accessControl, ...options } = differences(settings, known.entry);
  const changes = {
    ...options,
    ...(target === undefined ? {} : { target: toTarget(wanted.target, names) }),
    ...(accessControl === undefined ? {} : { accessControl: toAccessControl(wanted.accessControl, names) }),
  };
  const { id } = known;
  if (Object.keys(changes).length > 0) {
    await updateListener(context, { id, changes });
  }
  if (running !== known.entry.running) {
    await (running ? startListener(context, { id }) : stopListener(context, { id }));
  }
  return id;
}

function toTarget(target: BackupListener['target'], { groups }: ListenerNames) {
  if (target.kind === 'default') {
    return target;
  }
  const id = groups[target.kind].get(target.group);
  if (id === undefined) {
    throw new DomainError('InvalidParameter.ServerGroup', `Neither the file nor the instance has a group "${target.group}" of this kind.`, {
      path: 'target.group',
    });
  }
  return { kind: target.kind, id };
}

function toAccessControl(accessControl: BackupListener['accessControl'], { accessControlLists }: ListenerNames) {
  if (!accessControl) {
    return null;
  }
  const listIds = accessControl.lists.map((name, index) => {
    const id = accessControlLists.get(name);
    if (id === undefined) {
      throw new DomainError('InvalidParameter.AccessControlList', `Neither the file nor the region has an access control list "${name}".`, {
        path: `accessControl.lists.${index.toString()}`,
      });
    }
    return id;
  });
  return { mode: accessControl.mode, listIds };
}

export async function deleteOtherListeners(context: Context, present: PresentInstance, wanted: BackupListener[]): Promise<void> {
  for (const { id, entry } of present.listeners) {
    if (!wanted.some(({ protocol, port }) => protocol === entry.protocol && port === entry.port)) {
      await deleteListener(context, { id });
    }
  }
}

function find(present: PresentInstance, { protocol, port }: BackupListener): PresentListener | undefined {
  return present.listeners.find(({ entry }) => entry.protocol === protocol && entry.port === port);
}
