import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

/** As Postgres clients name it in the folder that they are given. */
const FILE = '.s.PGSQL.5432';

/**
 * A Postgres of this network namespace for a program in another one: a socket in the file system, which namespaces share.
 * Returns the URL for that program, and what ends it.
 */
export async function openDatabaseSocket(databaseUrl: string, folder: string): Promise<{ url: string; close: () => Promise<void> }> {
  const database = new URL(databaseUrl);
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: database.hostname, port: Number(database.port) });
    for (const socket of [near, far]) {
      open.add(socket.setNoDelay());
      socket.on('close', () => open.delete(socket)).on('error', () => {});
    }
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(join(folder, FILE), resolve);
  });
  const { username, password, pathname } = database;
  return {
    url: `postgresql://${username}:${password}@localhost${pathname}?host=${encodeURIComponent(folder)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) {
          socket.destroy();
        }
      }),
  };
}
