import type { BackupFile } from '#domain/backup.ts';
import { ENTRIES_PER_CALL_MAX } from '#domain/limits.ts';
import { addAccessControlEntries } from '../access-control-list/add-entries.ts';
import { createAccessControlList } from '../access-control-list/create.ts';
import { removeAccessControlEntries } from '../access-control-list/remove-entries.ts';
import type { Context } from '../context.ts';
import type { Database } from '../read.ts';
import { createServer } from '../server/create.ts';
import { updateServer } from '../server/update.ts';
import { setTags } from '../tag/set.ts';
import { atPath } from './at-path.ts';
import { differences } from './differences.ts';
import { loadAccessControlLists, loadServers } from './document.ts';

/** Servers of the file that are missing or differ. Answers with the ids of all servers of the region, by address. */
export async function applyServers(context: Context, db: Database, regionId: string, servers: BackupFile['servers']) {
  const present = new Map((await loadServers(db, { regionId })).map((server) => [server.entry.address, server]));
  for (const [index, server] of servers.entries()) {
    await atPath(`file.servers.${index.toString()}`, async () => {
      const known = present.get(server.address);
      if (!known) {
        const { id } = await createServer(context, { regionId, ...server });
        present.set(server.address, { id, entry: server });
        return;
      }
      const changes = differences(server, known.entry);
      if (Object.keys(changes).length > 0) {
        await updateServer(context, { id: known.id, changes });
      }
    });
  }
  return new Map([...present].map(([address, { id }]) => [address, id]));
}

/** Access control lists of the file, entries and all. Answers with the ids of all lists of the region, by name. */
export async function applyAccessControlLists(context: Context, db: Database, regionId: string, lists: BackupFile['accessControlLists']) {
  const present = new Map((await loadAccessControlLists(db, { regionId })).map((list) => [list.entry.name, list]));
  const ids = new Map([...present].map(([name, { id }]) => [name, id]));
  for (const [index, { tags, entries, ...list }] of lists.entries()) {
    await atPath(`file.accessControlLists.${index.toString()}`, async () => {
      const known = present.get(list.name);
      const id = known?.id ?? (await createAccessControlList(context, { regionId, ...list, entries: [] })).id;
      ids.set(list.name, id);
      await applyEntries(context, id, entries, known?.entry.entries ?? []);
      if (tags !== undefined) {
        await setTags(context, { resourceType: 'acl', id, tags: { tags } });
      }
    });
  }
  return ids;
}

type Entries = BackupFile['accessControlLists'][number]['entries'];

/** A network whose comment differs is taken out and put in again, all within one moment. */
async function applyEntries(context: Context, id: string, wanted: Entries, present: { cidr: string; comment: string }[]): Promise<void> {
  const isWanted = (entry: { cidr: string; comment: string }) =>
    wanted.some(({ cidr, comment }) => cidr === entry.cidr && (comment ?? '') === entry.comment);
  const kept = new Set(present.filter(isWanted).map(({ cidr }) => cidr));
  const gone = present.filter(({ cidr }) => !kept.has(cidr)).map(({ cidr }) => cidr);
  for (const cidrs of chunks(gone)) {
    await removeAccessControlEntries(context, { id, cidrs: { cidrs } });
  }
  for (const entries of chunks(wanted.filter(({ cidr }) => !kept.has(cidr)))) {
    await addAccessControlEntries(context, { id, entries: { entries } });
  }
}

function chunks<T>(all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / ENTRIES_PER_CALL_MAX) }, (_, index) =>
    all.slice(index * ENTRIES_PER_CALL_MAX, (index + 1) * ENTRIES_PER_CALL_MAX),
  );
}
