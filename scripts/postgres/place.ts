import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canEnter, type Owner } from './owner.ts';

/** Where folders go that the owner of the database can enter when it cannot enter ours. */
const SHARED = '/var/lib/openslb';

export interface Place {
  /** Holds the database, and a copy of the programs where one is needed. */
  directory: string;
  dataDirectory: string;
}

/**
 * The database lies in `<directory>/postgres`, unless the directory lies below one that the owner cannot enter (a
 * clone in /root): then `postgres` is a link into a folder of its own in /var/lib, and stays so.
 */
export function placeForPostgres(directory: string, owner: Owner | null): Place {
  const path = realpathSync(directory);
  const entry = join(path, 'postgres');
  if (lstatSync(entry, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const dataDirectory = readlinkSync(entry);
    // An empty database in its stead would take all listeners out of service.
    if (!existsSync(dataDirectory)) {
      throw new Error(`The database is gone from ${dataDirectory}. Restore it, or remove ${entry} to start with an empty one.`);
    }
    return { directory: dirname(dataDirectory), dataDirectory };
  }
  if (owner === null) {
    return { directory: path, dataDirectory: entry };
  }
  // The folder is ours: others may pass through it to the database, and list nothing in it.
  chmodSync(path, statSync(path).mode | 0o011);
  if (canEnter(owner, path)) {
    return { directory: path, dataDirectory: entry };
  }
  if (existsSync(entry)) {
    throw new Error(
      `The user "${owner.name}", who runs Postgres, cannot reach the database in ${path}: a folder above it does not let others pass (chmod o+x).`,
    );
  }
  const shared = createSharedPlace(path, owner);
  return { directory: shared, dataDirectory: join(shared, 'postgres') };
}

/** To be called when the database is there: an interrupted first start leaves no link to nothing. */
export function linkToPlace(directory: string, { dataDirectory }: Place): void {
  const entry = join(realpathSync(directory), 'postgres');
  if (entry !== dataDirectory && !existsSync(entry)) {
    symlinkSync(dataDirectory, entry);
  }
}

function createSharedPlace(path: string, owner: Owner): string {
  const place = join(SHARED, randomBytes(8).toString('hex'));
  try {
    for (const folder of [SHARED, place]) {
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o755);
    }
  } catch (cause) {
    throw new Error(
      `The user "${owner.name}", who runs Postgres, cannot reach ${path}, and ${place} cannot be created. Set OPENSLB_DATA_DIR to a folder that every user can pass through.`,
      { cause },
    );
  }
  return place;
}
