import { DomainError } from '#domain/domain-error.ts';
import { diffDocuments, type ResourceDocument } from '#domain/history.ts';
import type { ConflictView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import type { ResourceReference } from '../place.ts';
import type { Database } from '../read.ts';

/** More are not told; what they have changed together is in the documents. */
const CHANGES_TOLD_MAX = 20;

/**
 * Refuses a write that was meant for another version of its resource. Called under the lock of the region, so the version
 * cannot change until the write is done. A resource that is not there is the verb's own to refuse.
 */
export async function requireVersion(
  db: Database,
  { ifMatch }: Pick<Context, 'ifMatch'>,
  resource: ResourceReference | undefined,
): Promise<void> {
  if (ifMatch === undefined) {
    return;
  }
  if (!resource) {
    throw new DomainError('InvalidParameter', 'What this path names keeps no versions: leave If-Match out.', { path: 'If-Match' });
  }
  const [current] = await db.resourceVersion.findMany({
    where: { resourceType: resource.type, resourceId: resource.id },
    orderBy: { version: 'desc' },
    take: 1,
  });
  if (!current || current.deleted || ifMatch === '*' || ifMatch.includes(current.version)) {
    return;
  }
  const conflict = await conflictOf(db, resource, Math.max(...ifMatch), current.version);
  throw new DomainError('VersionMismatch', sentenceOf(conflict), { conflict });
}

async function conflictOf(db: Database, { type, id }: ResourceReference, expected: number, current: number): Promise<ConflictView> {
  const rows = await db.resourceVersion.findMany({
    where: { resourceType: type, resourceId: id, version: { in: versionsToTell(expected, current) } },
    orderBy: { version: 'desc' },
  });
  const documentOf = (version: number) => rows.find((row) => row.version === version)?.document as ResourceDocument | undefined;
  const names = Object.assign({}, ...rows.toReversed().map((row) => row.names as object));
  const later = rows.filter((row) => row.version > expected);
  return {
    resourceType: type,
    resourceId: id,
    expected,
    current,
    changes: later.flatMap((row) => {
      const before = documentOf(row.version - 1);
      const fields = before ? diffDocuments(before, row.document as ResourceDocument).map(({ path }) => path) : [];
      return [{ version: row.version, at: row.at.toISOString(), actorName: row.actorName, fields }];
    }),
    base: documentOf(expected) ?? null,
    theirs: documentOf(current) ?? {},
    names,
  };
}

/** That which was expected, and the newest. */
function versionsToTell(expected: number, current: number): number[] {
  const first = Math.max(expected, current - CHANGES_TOLD_MAX);
  const newest = Array.from({ length: Math.max(0, current - first) + 1 }, (_, index) => current - index);
  return [...new Set([expected, ...newest])];
}

function sentenceOf({ expected, current, changes }: ConflictView): string {
  const who = changes[0]?.actorName ?? '–';
  const what = [...new Set(changes.flatMap(({ fields }) => fields))].join(', ') || '–';
  const at = changes[0]?.at ?? '–';
  return `The version is ${current}, not ${expected}: ${who} changed it last, at ${at}; changed since: ${what}. Nothing was saved.`;
}
