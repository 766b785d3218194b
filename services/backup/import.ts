import { ImportInput } from '#domain/backup.ts';
import type { ImportedChange, ImportView } from '#domain/view.ts';
import type { AuditRecord } from '../audit.ts';
import type { Context } from '../context.ts';
import { Rehearsed } from '../impact/rehearse.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { applyInstance } from './apply-instance.ts';
import { applyAccessControlLists, applyServers } from './apply-resources.ts';
import { summarize } from './summarize.ts';

/** A thousand instances in one transaction take a while. */
const TIMEOUT_MS = 120_000;

/**
 * Makes the region what the file says, whole or not at all, through the verbs that every other change takes; the same file
 * once more changes nothing. Each change has its own entry in the audit, all with the same request. A preview does the same
 * and undoes it.
 */
export async function importConfiguration(context: Context, input: { regionId: string; file: unknown }): Promise<ImportView> {
  const { regionId } = input;
  const { isPreview, ...order } = parseBody(ImportInput, input.file);
  const isRehearsal = isPreview || context.isRehearsal === true;
  const changes: ImportedChange[] = [];
  try {
    await write(
      { ...context, isRehearsal },
      { in: place.region(regionId), needs: 'region-admin', timeoutMs: TIMEOUT_MS },
      async (tx, access) => {
        changes.length = 0;
        const records: AuditRecord[] = [];
        const joined: Context = {
          ...context,
          isRehearsal,
          transaction: { tx, access, onAudit: (record) => void records.push(record) },
        };
        await apply(joined, tx, regionId, order);
        changes.push(...summarize(records));
        // The verbs have written theirs.
        return { answer: undefined, audit: null };
      },
    );
  } catch (error) {
    if (error instanceof Rehearsed && isPreview) {
      return { isPreview: true, changes, impact: error.impact };
    }
    throw error;
  }
  return { isPreview: false, changes, impact: null };
}

async function apply(
  context: Context,
  tx: NonNullable<Context['transaction']>['tx'],
  regionId: string,
  order: Omit<ImportInput, 'isPreview'>,
) {
  const { file, removeOthers } = order;
  const servers = await applyServers(context, tx, regionId, file.servers);
  const accessControlLists = await applyAccessControlLists(context, tx, regionId, file.accessControlLists);
  for (const [index, instance] of file.instances.entries()) {
    const path = `file.instances.${index.toString()}`;
    await applyInstance(context, tx, { regionId, servers, accessControlLists }, { instance, path, removeOthers });
  }
}
