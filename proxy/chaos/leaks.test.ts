import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { descriptorsOf, familyOf, residentBytes } from '#test/processes.ts';
import { freePort } from '#test/servers.ts';
import { failed, NO_FAILURES } from './fates.ts';
import { HANGS_MS, IS_LONG, Stage, say } from './stage.ts';
import { waitFor } from './wait.ts';

const CONNECTIONS = IS_LONG ? 100_000 : 10_000;
const EDITS = IS_LONG ? 1000 : 200;
const LOOPS = 16;
const INSPECTION_MODULE = pathToFileURL(join(import.meta.dirname, 'processes/inspection.mjs')).href;
/** Of each process, after garbage collection: code that is compiled late, and maps that have grown once. */
const HEAP_GROWTH_BYTES_MAX = 6 * 1024 ** 2;
/** Of each process: what the allocator keeps for the next rush. */
const RESIDENT_GROWTH_BYTES_MAX = 64 * 1024 ** 2;
/** Timers of a report, a poll or a probe come and go. */
const TIMERS_MARGIN = 20;
const DESCRIPTORS_MARGIN = 10;

interface Inspection {
  pid: number;
  heapBytes: number;
  resources: Record<string, number>;
  descriptors: number;
  residentBytes: number;
}

test(`nothing leaks: descriptors, timers and memory are after ${CONNECTIONS} connections and ${EDITS} edits what they were before`, {
  timeout: IS_LONG ? 1_200_000 : 240_000,
}, async (context) => {
  const stage = await Stage.open(17, context);
  const folder = mkdtempSync(join(tmpdir(), 'openslb-inspection-'));
  stage.cleanup(() => rmSync(folder, { recursive: true, force: true }));
  const { active, standby } = await stage.pair(1);
  const listener = await stage.listen(1, { active, standby });
  const swapped = await stage.addGroup(listener.loadBalancerId, { active: standby, standby: active });
  const edited: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const port = await freePort(listener.address);
    edited.push(await stage.configuration.addListener(listener.loadBalancerId, listener.groupId, { port }));
  }
  const worker = await stage.worker({
    variables: { NODE_OPTIONS: `--import ${INSPECTION_MODULE}`, OPENSLB_TEST_INSPECTION_FOLDER: folder },
  });
  await stage.converged();
  const { remote: client } = stage.client();

  const rush = async (connections: number, edits: number) => {
    await client.startLoad('load', { ...listener, concurrency: LOOPS, timeoutMs: HANGS_MS });
    for (let edit = 0; edit < edits; edit += 1) {
      const id = edited[edit % edited.length];
      const group = edit % 2 === 0 ? swapped : listener.groupId;
      const port = await freePort(listener.address);
      await stage.configuration.query('UPDATE listener SET port = $2, active_standby_group_id = $3, enabled = $4 WHERE id = $1', [
        id,
        port,
        group,
        edit % 7 !== 0,
      ]);
    }
    await waitFor(async () => (await client.tally('load')).ok >= connections, { timeoutMs: 600_000, what: `${connections} connections` });
    expect(failed(await client.stopLoad('load'))).toEqual(NO_FAILURES);
    await stage.configuration.query('UPDATE listener SET enabled = true');
    await stage.converged();
    await waitFor(() => active.sockets.size + standby.sockets.size < edited.length + 2, { what: 'the servers to have nothing but probes' });
  };

  // A plateau is compared with a plateau: the first rush compiles code and fills what is kept for the next one.
  await rush(CONNECTIONS / 2, EDITS / 2);
  const before = await inspect(worker.pid, folder);
  await rush(CONNECTIONS, EDITS);
  const after = await inspect(worker.pid, folder);

  expect(after.map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid));
  for (const [index, now] of after.entries()) {
    const then = before[index] ?? now;
    const heapGrowth = now.heapBytes - then.heapBytes;
    const residentGrowth = now.residentBytes - then.residentBytes;
    say(
      `Process ${index}: heap ${mebibytes(then.heapBytes)} -> ${mebibytes(now.heapBytes)}, resident ${mebibytes(then.residentBytes)} -> ` +
        `${mebibytes(now.residentBytes)}, ${then.descriptors} -> ${now.descriptors} descriptors, ` +
        `${then.resources.Timeout ?? 0} -> ${now.resources.Timeout ?? 0} timers`,
    );
    expect(heapGrowth).toBeLessThan(HEAP_GROWTH_BYTES_MAX);
    expect(residentGrowth).toBeLessThan(RESIDENT_GROWTH_BYTES_MAX);
    expect(now.descriptors).toBeLessThanOrEqual(then.descriptors + DESCRIPTORS_MARGIN);
    for (const [name, count] of Object.entries(now.resources)) {
      expect({ name, growth: Math.max(0, count - (then.resources[name] ?? 0) - TIMERS_MARGIN) }).toEqual({ name, growth: 0 });
    }
  }
});

/** Every process of a worker, at a moment without traffic. */
async function inspect(workerPid: number, folder: string): Promise<Inspection[]> {
  const inspections: Inspection[] = [];
  for (const pid of inspectable(workerPid)) {
    const file = join(folder, `${pid}.json`);
    rmSync(file, { force: true });
    process.kill(pid, 'SIGUSR2');
    await waitFor(() => existsSync(file), { what: `an answer of process ${pid}` });
    const { heapBytes, resources } = JSON.parse(readFileSync(file, 'utf8'));
    inspections.push({ pid, heapBytes, resources, descriptors: descriptorsOf(pid).length, residentBytes: residentBytes(pid) });
  }
  return inspections;
}

/** What compiles TypeScript is a process too, which does not know the signal and is not ours. */
function inspectable(workerPid: number): number[] {
  return familyOf(workerPid).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('proxy/'));
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
