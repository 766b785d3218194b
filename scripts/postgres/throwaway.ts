import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from './cluster.ts';

export interface ThrowawayCluster {
  /** Of the database in which other databases are created. */
  adminUrl: string;
  url(database: string): string;
  /** As if its machine lost power. `stop` is still due, to clear away what is left. */
  kill(): void;
  /** An orderly end; the data stay, and `resume` brings it back on its port. */
  halt(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** A Postgres for tests and tools; it vanishes with this process, however that ends. */
export async function startThrowawayCluster(): Promise<ThrowawayCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'openslb-test-'));
  const cluster = await Cluster.open({ directory, isDurable: false });
  let child = await cluster.start();
  let guard = guardOf(child, directory);
  return {
    adminUrl: cluster.url('postgres'),
    url: (database) => cluster.url(database),
    kill: () => {
      child.kill('SIGKILL');
    },
    async halt() {
      await cluster.stop();
      guard.stdin.end(DISMISSED);
    },
    async resume() {
      child = await cluster.start();
      guard = guardOf(child, directory);
    },
    async stop() {
      await cluster.stop();
      guard.stdin.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function guardOf(postgres: ChildProcess, directory: string) {
  const guard = spawn('/bin/sh', ['-c', GUARD, String(postgres.pid), directory], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return guard;
}

const DISMISSED = 'dismissed\n';

/**
 * Reads until the pipe from this process closes, which Ctrl-C and kill -9 cannot prevent, or a word says that the
 * process it watches has ended in good order. The wait is bounded: in a
 * container whose first process collects no dead children, the number of an ended one stays taken.
 */
const GUARD =
  'read -r word && exit; kill -QUIT "$0" 2>/dev/null; for i in 1 2 3 4 5; do kill -0 "$0" 2>/dev/null && sleep 0.2; done; rm -rf "$1"';
