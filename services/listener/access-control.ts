import { isIPv6 } from 'node:net';
import type { AccessControl } from '#domain/access-control.ts';
import { DomainError } from '#domain/domain-error.ts';
import type { ListenerAccessControlView } from '#domain/view.ts';
import type { AccessControlMode, LoadBalancer } from '#prisma/client.ts';
import type { Database } from '../read.ts';

/** A form may be older than a list's deletion: the sentence says so. The database judges the same, less kindly. */
export async function requireAccessControlLists(
  db: Database,
  loadBalancer: Pick<LoadBalancer, 'regionId' | 'address'>,
  { listIds }: AccessControl,
): Promise<void> {
  const lists = await db.accessControlList.findMany({ where: { id: { in: listIds }, regionId: loadBalancer.regionId } });
  const ipVersion = isIPv6(loadBalancer.address) ? 'ipv6' : 'ipv4';
  for (const [index, id] of listIds.entries()) {
    const path = `accessControl.listIds.${index}`;
    const list = lists.find((candidate) => candidate.id === id);
    if (!list) {
      throw new DomainError('InvalidParameter.AccessControlList', `The region has no access control list "${id}" (any more).`, { path });
    }
    if (list.ipVersion !== ipVersion) {
      const words = { ipv4: 'IPv4', ipv6: 'IPv6' };
      const message = `The access control list "${list.name}" is for ${words[list.ipVersion]} addresses, the instance has an ${words[ipVersion]} address.`;
      throw new DomainError('AclIpVersionMismatch', message, { path });
    }
  }
}

/** Writes what differs only: a list that stays selected is no change. */
export async function selectAccessControlLists(db: Database, listenerId: string, accessControl: AccessControl | null): Promise<void> {
  const listIds = accessControl?.listIds ?? [];
  await db.listenerAccessControlList.deleteMany({ where: { listenerId, accessControlListId: { notIn: listIds } } });
  if (listIds.length > 0) {
    await db.listenerAccessControlList.createMany({
      data: listIds.map((accessControlListId) => ({ listenerId, accessControlListId })),
      skipDuplicates: true,
    });
  }
}

export interface SelectedList {
  id: string;
  name: string;
  entryCount: number;
}

export function accessControlView(mode: AccessControlMode | null, selected: SelectedList[]): ListenerAccessControlView | null {
  if (mode === null) {
    return null;
  }
  const lists = selected.map(({ id, name, entryCount }) => ({ id, name, entryCount }));
  return { mode, listIds: lists.map((list) => list.id), lists, isEmpty: lists.every((list) => list.entryCount === 0) };
}
