import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '#proxy/log.ts';
import { type LastGood, LastGoodCopy } from './last-good-copy.ts';

let dataDir: string;
let lines: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'openslb-copy-'));
  lines = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(dataDir, { recursive: true, force: true });
});

const STATE: LastGood = {
  regions: [{ id: 'r1', revision: 3 }],
  loadBalancers: [
    {
      id: 'lb-1',
      regionId: 'r1',
      name: 'lb',
      address: '10.0.0.1',
      addressType: 'intranet',
      status: 'active',
      specification: null,
      bandwidthMbps: null,
      sourceNat: true,
      revision: 3,
      listeners: [{ id: 'lsn-1' }],
    },
  ],
  serving: [],
  verdicts: [{ key: 'k', state: 'unhealthy', reason: 'connection refused', since: '2026-01-01T00:00:00.000Z' }],
  readiness: [{ key: 'r', state: 'healthy', reason: 'connection accepted', since: '2026-01-01T00:00:00.000Z' }],
  events: [],
  drills: [],
};

function newCopy(nodeId = 'node-1', folder = dataDir): LastGoodCopy {
  return new LastGoodCopy({ dataDir: folder, nodeId, log: createLog((line) => lines.push(line)) });
}

test('what was saved is loaded, in a folder that did not exist, and nothing else lies about', async () => {
  const folder = join(dataDir, 'new');
  const copy = newCopy('node-1', folder);
  copy.save(() => ({ ...STATE, regions: [] }));
  copy.save(() => STATE);
  await copy.settled();
  expect(await newCopy('node-1', folder).load()).toMatchObject(STATE);
  expect(await readdir(folder)).toEqual(['worker-node-1.json']);
});

test('a drill that runs is no part of it', async () => {
  const group = { id: 'rsp-1', drill: { id: 'drl-1', leftMs: 5000 } };
  const [loadBalancer] = STATE.loadBalancers;
  const copy = newCopy();
  copy.save(() => ({
    ...STATE,
    loadBalancers: loadBalancer ? [{ ...loadBalancer, listeners: [{ id: 'lsn-1', target: { group } }] }] : [],
  }));
  await copy.settled();
  const loaded = await newCopy().load();
  expect(loaded?.loadBalancers[0]?.listeners).toEqual([{ id: 'lsn-1', target: { group: { id: 'rsp-1', drill: null } } }]);
});

test('no copy is no error', async () => {
  expect(await newCopy().load()).toBeNull();
  expect(lines).toEqual([]);
});

test.each([
  ['', 'Unexpected end of JSON input'],
  ['{"format":1', 'JSON'],
  ['{"format":2}', 'format'],
  ['[]', 'expected object'],
])('an unreadable copy %j is ignored with a clear line', async (text, reason) => {
  await writeFile(join(dataDir, 'worker-node-1.json'), text);
  expect(await newCopy().load()).toBeNull();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^error last-good-copy:ignored path=.* reason=/);
  expect(lines[0]).toContain(reason);
});

test('the copy of another node is not taken', async () => {
  const copy = newCopy();
  copy.save(() => STATE);
  await copy.settled();
  await writeFile(join(dataDir, 'worker-node-2.json'), await readFile(join(dataDir, 'worker-node-1.json')));
  expect(await newCopy('node-2').load()).toBeNull();
  expect(lines[0]).toContain('it belongs to the node node-1');
});

test('verdicts older than ten minutes are not taken', async () => {
  const copy = newCopy();
  copy.save(() => STATE);
  await copy.settled();
  vi.useFakeTimers({ now: Date.now() + 9 * 60_000, toFake: ['Date'] });
  expect((await newCopy().load())?.verdicts).toHaveLength(1);
  vi.setSystemTime(Date.now() + 2 * 60_000);
  expect(await newCopy().load()).toMatchObject({ ...STATE, verdicts: [], readiness: [] });
});

test('a copy that cannot be written is logged once, and so is that it can be written again', async () => {
  await writeFile(join(dataDir, 'file'), '');
  const copy = newCopy('node-1', join(dataDir, 'file'));
  copy.save(() => STATE);
  await copy.settled();
  copy.save(() => STATE);
  await copy.settled();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^error last-good-copy:failed/);
  await rm(join(dataDir, 'file'));
  copy.save(() => STATE);
  await copy.settled();
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/^info last-good-copy:resumed/);
});
