import { spawn } from 'node:child_process';
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
  stop(): Promise<void>;
}

/** A Postgres for tests and tools; it vanishes with this process, however that ends. */
export async function startThrowawayCluster(): Promise<ThrowawayCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'openslb-test-'));
  const cluster = await Cluster.open({ directory, isDurable: false });
  const child = await cluster.start();
  const guard = spawn('/bin/sh', ['-c', GUARD, String(child.pid), directory], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return {
    adminUrl: cluster.url('postgres'),
    url: (database) => cluster.url(database),
    kill: () => {
      child.kill('SIGKILL');
    },
    async stop() {
      await cluster.stop();
      guard.stdin.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Reads until the pipe from this process closes, which Ctrl-C and kill -9 cannot prevent. The wait is bounded: in a
 * container whose first process collects no dead children, the number of an ended one stays taken.
 */
const GUARD = 'read -r _; kill -QUIT "$0" 2>/dev/null; for i in 1 2 3 4 5; do kill -0 "$0" 2>/dev/null && sleep 0.2; done; rm -rf "$1"';
