import { DomainError, parseInput } from '#domain/domain-error.ts';
import { type Page, PageQuery } from '#domain/field.ts';
import { diffDocuments, type ResourceDocument, ResourceType } from '#domain/history.ts';
import type { VersionDocumentView, VersionView } from '#domain/view.ts';
import type { ResourceVersion } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { type Database, read } from '../read.ts';

export interface VersionedResource {
  resourceType: string;
  resourceId: string;
}

/** Newest first; of a resource that was deleted too, as long as its versions are kept. */
export async function listVersions(context: Context, input: VersionedResource & { query: unknown }): Promise<Page<VersionView>> {
  const query = parseInput(PageQuery, input.query);
  const where = { resourceType: requireType(input.resourceType), resourceId: input.resourceId };
  return read(context, { in: place.versions(where.resourceType, where.resourceId), needs: 'viewer' }, async (db) => {
    const totalCount = await db.resourceVersion.count({ where });
    // One more: the last of the page is compared with the one before it.
    const rows = await db.resourceVersion.findMany({
      where,
      orderBy: { version: 'desc' },
      skip: offsetOf(query),
      take: query.pageSize + 1,
    });
    const items = rows.slice(0, query.pageSize).map((row, index) => toView(row, rows[index + 1]));
    return { items, totalCount, pageNumber: query.pageNumber, pageSize: query.pageSize };
  });
}

export async function getVersion(context: Context, input: VersionedResource & { version: string }): Promise<VersionDocumentView> {
  const type = requireType(input.resourceType);
  return read(context, { in: place.versions(type, input.resourceId), needs: 'viewer' }, async (db) => {
    const row = await requireVersionRow(db, input);
    const before = await db.resourceVersion.findUnique({
      where: { resourceType_resourceId_version: { resourceType: row.resourceType, resourceId: row.resourceId, version: row.version - 1 } },
    });
    return {
      ...toView(row, before ?? undefined),
      resourceType: requireType(row.resourceType),
      resourceId: row.resourceId,
      document: row.document as ResourceDocument,
      names: row.names as Record<string, string>,
    };
  });
}

export async function requireVersionRow(db: Database, { resourceType, resourceId, version }: VersionedResource & { version: string }) {
  const type = requireType(resourceType);
  const number = /^\d{1,9}$/.test(version) ? Number(version) : 0;
  const row = await db.resourceVersion.findUnique({
    where: { resourceType_resourceId_version: { resourceType: type, resourceId, version: number } },
  });
  if (!row) {
    throw new DomainError('InvalidVersion.NotFound', `There is no version "${version}" of "${resourceId}" (any more).`);
  }
  return row;
}

export function requireType(type: string): ResourceType {
  const parsed = ResourceType.safeParse(type);
  if (!parsed.success) {
    throw new DomainError('NotFound', `Nothing that is called "${type}" keeps versions.`);
  }
  return parsed.data;
}

function toView(row: ResourceVersion, before: ResourceVersion | undefined): VersionView {
  const hasBefore = before !== undefined && before.version === row.version - 1;
  return {
    version: row.version,
    at: row.at.toISOString(),
    actorType: row.actorType as VersionView['actorType'],
    actorName: row.actorName,
    deleted: row.deleted,
    restoredFrom: row.restoredFrom,
    changes: hasBefore ? diffDocuments(before.document as ResourceDocument, row.document as ResourceDocument) : null,
  };
}
