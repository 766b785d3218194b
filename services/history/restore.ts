import { DomainError } from '#domain/domain-error.ts';
import { diffDocuments, NOT_RESTORED, type ResourceDocument } from '#domain/history.ts';
import type { VersionDocumentView } from '#domain/view.ts';
import type { ResourceVersion } from '#prisma/client.ts';
import { addAccessControlEntries } from '../access-control-list/add-entries.ts';
import { removeAccessControlEntries } from '../access-control-list/remove-entries.ts';
import { updateAccessControlList } from '../access-control-list/update.ts';
import { updateActiveStandbyGroup } from '../active-standby-group/update.ts';
import type { Context } from '../context.ts';
import { replaceDefaultServers } from '../default-server-group/replace.ts';
import { updateListener } from '../listener/update.ts';
import { updateLoadBalancer } from '../load-balancer/update.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { updateVServerGroup } from '../vserver-group/update.ts';
import { write } from '../write.ts';
import { getVersion, requireType, requireVersionRow, type VersionedResource } from './list.ts';

/**
 * Goes back to a version: a new change, made by the verbs that change the resource, so that every rule holds that holds for
 * them. What is fixed, and whether the resource is started, stays. Of what it names, everything must still be there.
 */
export async function restoreVersion(context: Context, input: VersionedResource & { version: string }): Promise<VersionDocumentView> {
  const type = requireType(input.resourceType);
  const restored = await write(context, { in: place.versions(type, input.resourceId), needs: 'operator' }, async (tx, access) => {
    const wanted = await requireVersionRow(tx, input);
    const before = await requirePresent(tx, wanted);
    await requireNamed(tx, wanted);
    await tx.$executeRaw`SELECT set_config('openslb.restored_from', ${String(wanted.version)}, true)`;
    await apply({ ...context, transaction: { tx, access, onAudit: () => undefined } }, wanted, before.document as ResourceDocument);
    const after = await newest(tx, wanted);
    requireAlike(wanted.document as ResourceDocument, after?.document as ResourceDocument);
    return {
      answer: after?.version ?? wanted.version,
      // The verbs leave their own entries; the version says what it was restored from.
      audit: null,
    };
  });
  return getVersion(context, { ...input, version: String(restored) });
}

async function newest(db: Database, { resourceType, resourceId }: VersionedResource): Promise<ResourceVersion | null> {
  return db.resourceVersion.findFirst({ where: { resourceType, resourceId }, orderBy: { version: 'desc' } });
}

async function requirePresent(db: Database, wanted: ResourceVersion): Promise<ResourceVersion> {
  const present = await newest(db, wanted);
  if (!present || present.deleted) {
    throw new DomainError('VersionNotRestorable', `"${wanted.resourceId}" was deleted, so it cannot go back to a version.`);
  }
  return present;
}

/** The verbs would refuse too, but by an id that nobody knows any more. */
async function requireNamed(db: Database, { document, names }: ResourceVersion): Promise<void> {
  const { servers, defaultServers } = document as { servers?: { serverId: string }[]; defaultServers?: { serverId: string }[] };
  const wanted = [...new Set([...(servers ?? []), ...(defaultServers ?? [])].map(({ serverId }) => serverId))];
  const found = await db.server.findMany({ where: { id: { in: wanted } }, select: { id: true } });
  const gone = wanted.filter((id) => !found.some((server) => server.id === id));
  if (gone.length > 0) {
    const known = names as Record<string, string>;
    const words = gone.map((id) => `${known[id] ?? ''} ${id}`.trim()).join(', ');
    throw new DomainError('VersionNotRestorable', `The version names servers that are gone: ${words}.`, { path: 'servers' });
  }
}

async function apply(
  context: Context,
  { resourceType, resourceId: id, document }: ResourceVersion,
  before: ResourceDocument,
): Promise<void> {
  const wanted = document as ResourceDocument;
  const changes = changed(wanted, before);
  switch (requireType(resourceType)) {
    case 'listener':
      await updateListener(context, { id, changes });
      return;
    case 'vserver-group':
      await updateVServerGroup(context, { id, changes });
      return;
    case 'active-standby-group':
      await updateActiveStandbyGroup(context, { id, changes: withoutWeights(changes) });
      return;
    case 'load-balancer': {
      const { defaultServers, ...own } = changes;
      if (Object.keys(own).length > 0) {
        await updateLoadBalancer(context, { id, changes: own });
      }
      if (defaultServers) {
        await replaceDefaultServers(context, { loadBalancerId: id, servers: defaultServers });
      }
      return;
    }
    case 'access-control-list':
      await applyToList(context, id, wanted, before);
  }
}

async function applyToList(context: Context, id: string, wanted: ResourceDocument, before: ResourceDocument): Promise<void> {
  if (wanted.name !== before.name) {
    await updateAccessControlList(context, { id, changes: { name: wanted.name } });
  }
  const list = diffDocuments(before, wanted).find(({ path }) => path === 'entries')?.list;
  // An entry with another comment is taken out first: adding leaves what is there as it is.
  const out = [...(list?.removed ?? []), ...(list?.changed.map((one) => one.before) ?? [])] as { cidr: string }[];
  const entries = [...(list?.added ?? []), ...(list?.changed.map((one) => one.after) ?? [])];
  if (out.length > 0) {
    await removeAccessControlEntries(context, { id, cidrs: { cidrs: out.map(({ cidr }) => cidr) } });
  }
  if (entries.length > 0) {
    await addAccessControlEntries(context, { id, entries: { entries } });
  }
}

/** Only what differs: a rule about a field that stays has nothing to say. */
function changed(wanted: ResourceDocument, before: ResourceDocument): ResourceDocument {
  const names = new Set(diffDocuments(before, wanted).map(({ path }) => path.split('.')[0] ?? path));
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => names.has(name) && !NOT_RESTORED.has(name)));
}

/** Nobody but SQL sets the weights of a pair. */
function withoutWeights({ servers, ...rest }: ResourceDocument): ResourceDocument {
  const members = servers as { weight: number }[] | undefined;
  return members ? { ...rest, servers: members.map(({ weight: _, ...member }) => member) } : rest;
}

/** Whole or not at all: what the verbs cannot set stays behind in silence otherwise. */
function requireAlike(wanted: ResourceDocument, after: ResourceDocument): void {
  const left = diffDocuments(after, wanted).filter(({ path }) => !NOT_RESTORED.has(path.split('.')[0] ?? path));
  if (left.length > 0) {
    const fields = left.map(({ path }) => path).join(', ');
    throw new DomainError('VersionNotRestorable', `These fields cannot be brought back: ${fields}. Nothing was changed.`);
  }
}
