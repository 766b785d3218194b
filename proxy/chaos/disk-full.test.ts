import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort, startRelay } from '#test/servers.ts';
import { failed, NO_FAILURES } from './fates.ts';
import { HANGS_MS, Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

const DISK_BYTES = 256 * 1024;

const disk = mountSmallDisk();
if (typeof disk === 'string') {
  say(`Skipped, the full disk: ${disk}`);
}

test.skipIf(typeof disk === 'string')(
  'a full disk for the last good copy: traffic and failover go on, it is said once, the old copy stays whole',
  {
    timeout: 240_000,
  },
  async (context) => {
    if (typeof disk === 'string') {
      return;
    }
    const stage = await Stage.open(15, context);
    stage.cleanup(() => disk.unmount());
    const [steady, moving] = [await stage.pair(1), await stage.pair(2)];
    const listeners = { steady: await stage.listen(1, steady), moving: await stage.listen(2, moving) };
    const url = new URL(stage.databaseUrl);
    const relay = await startRelay({ address: url.hostname, port: Number(url.port) });
    stage.cleanup(() => relay.cut());
    url.port = String(relay.port);
    const options = { databaseUrl: url.href, dataDir: disk.folder };
    const worker = await stage.worker(options);
    await stage.converged();
    const copy = join(disk.folder, 'worker-node-1.json');
    await waitFor(() => readFileSync(copy, 'utf8').includes(listeners.moving.id), { what: 'the first copy' });
    const { remote: client } = stage.client();
    await client.startLoad('load', { ...listeners.steady, concurrency: 2, timeoutMs: HANGS_MS });

    fill(join(disk.folder, 'filler'));
    for (let edit = 0; edit < 20; edit += 1) {
      await stage.configuration.query('UPDATE listener SET name = $2 WHERE id = $1', [listeners.steady.id, `edit ${edit}`]);
      await stage.converged();
    }
    await moving.active.stop();
    await stage.serves(listeners.moving, 'standby');
    const port = await freePort(listeners.steady.address);
    const { loadBalancerId, groupId } = listeners.steady;
    const added = await stage.configuration.addListener(loadBalancerId, groupId, { port });
    await stage.inForce({ id: added });
    const lines = (event: string) => worker.lines.filter((line) => line.includes(` last-good-copy:${event} `));
    await waitFor(() => lines('failed').length > 0, { what: 'the error' });
    expect(lines('failed')).toHaveLength(1);
    expect(lines('failed')[0]).toContain('ENOSPC');
    expect(failed(await client.stopLoad('load'))).toEqual(NO_FAILURES);

    await worker.kill('SIGKILL');
    await relay.cut();
    const next = await stage.worker(options);
    await waitFor(async () => (await stage.reached(listeners.steady)) === 'active', { what: 'traffic from the copy of before' });
    expect(next.lines.some((line) => line.startsWith('warn worker:started-from-copy'))).toBe(true);
    await relay.restore();
    await waitFor(async () => (await stage.reached({ address: listeners.steady.address, port })) === 'active', {
      what: 'what the copy lacks',
    });
    rmSync(join(disk.folder, 'filler'));
    await waitFor(
      async () => {
        await stage.configuration.query('UPDATE listener SET name = $2 WHERE id = $1', [added, `room ${performance.now()}`]);
        return readFileSync(copy, 'utf8').includes(added);
      },
      { intervalMs: 200, what: 'a copy with everything, once there is room' },
    );
    const nextLines = next.lines.map((line) => line.split(' ')[1]).filter((event) => event?.startsWith('last-good-copy:'));
    expect(nextLines).toEqual(['last-good-copy:failed', 'last-good-copy:resumed']);
  },
);

/** Its reason when there can be none. */
function mountSmallDisk(): { folder: string; unmount: () => void } | string {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'a small disk needs Linux and root';
  }
  const folder = mkdtempSync(join(tmpdir(), 'openslb-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmdirSync(folder);
    return `a small disk cannot be mounted here: ${error instanceof Error ? error.message.trim() : error}`;
  }
  return {
    folder,
    unmount: () => {
      execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
      rmdirSync(folder);
    },
  };
}

function fill(file: string): void {
  for (let bytes = DISK_BYTES; bytes >= 1024; bytes /= 2) {
    try {
      for (;;) {
        writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
      }
    } catch {
      // Smaller pieces may still fit.
    }
  }
}
