import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';

/** The user that runs Postgres when we are root, which Postgres refuses to run as. */
export interface Owner {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Null: Postgres runs as ourselves. As root it is whoever owns the existing data (a user may have started the
 * product first), else `postgres`, else `nobody`. It must be in the password file: Postgres looks itself up there.
 */
export function choosePostgresOwner(dataDirectory: string): Owner | null {
  if (process.getuid?.() !== 0) {
    return null;
  }
  const users = readUsers();
  const ownerUid = existsSync(dataDirectory) ? statSync(dataDirectory).uid : 0;
  const owner =
    users.find((user) => ownerUid !== 0 && user.uid === ownerUid) ??
    users.find((user) => user.name === 'postgres') ??
    users.find((user) => user.name === 'nobody');
  if (owner === undefined) {
    throw new Error(
      'The embedded Postgres cannot run as root, and there is no user "postgres" or "nobody". Start as an ordinary user, or set DATABASE_URL.',
    );
  }
  return owner;
}

function readUsers(): Owner[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** Whether the owner can enter the folder: every parent must let it through, access lists included. */
export function canEnter(owner: Owner | null, directory: string): boolean {
  const credentials = owner === null ? {} : { uid: owner.uid, gid: owner.gid };
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', directory], { ...credentials, cwd: '/', stdio: 'ignore' }).status === 0;
}
