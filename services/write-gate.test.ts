import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { waitFor } from '#test/wait.ts';
import { listRegions } from './region/list.ts';
import { updateServer } from './server/update.ts';
import { passWriteGate } from './write-gate.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());

it('writers that wait for a region, however many, keep nobody from reading', async () => {
  const { context, prisma, url } = plane;
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query(`BEGIN; SELECT openslb_lock_region('north')`);
  const refused: unknown[] = [];
  const writers = Array.from({ length: 40 }, (_, index) =>
    updateServer(context, { id: 'srv-one', changes: { name: `one-${index}` } }).catch((error: unknown) => refused.push(error)),
  );
  await waitFor(async () => {
    const [row] = await prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.count === 6;
  });
  try {
    // No more at once than there are connections left, so that none of them waits for another reader on a busy machine.
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => listRegions(context)));
    }
    // The region is locked still, and the readers did not have to wait until a writer gave up.
    expect(refused).toEqual([]);
  } finally {
    await other.query('ROLLBACK');
    await other.end();
    await Promise.all(writers);
  }
  expect(await prisma.auditEntry.count({ where: { action: 'server:updated' } })).toBe(40);
});

it('who does not get a turn in time is refused as unavailable, and the turns of others stay', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const holders = Array.from({ length: 6 }, () => passWriteGate(1000, () => held));
  await expect(passWriteGate(20, async () => 'late')).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  const queued = passWriteGate(10_000, async () => 'queued');
  release();
  await Promise.all(holders);
  expect(await queued).toBe('queued');
  expect(await passWriteGate(20, async () => 'next')).toBe('next');
});

it('a connection that is cut in the middle of a write leaves nothing, and the next write works', async () => {
  const { context, prisma, url } = plane;
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query(`BEGIN; SELECT openslb_lock_region('north')`);
  const cut = updateServer(context, { id: 'srv-two', changes: { name: 'cut' } });
  const refused = expect(cut).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  await waitFor(async () => {
    const rows = await prisma.$queryRaw<object[]>`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return rows.length > 0;
  });
  await refused;
  await other.query('ROLLBACK');
  await other.end();
  expect(await prisma.server.count({ where: { name: 'cut' } })).toBe(0);
  expect(await updateServer(context, { id: 'srv-two', changes: { name: 'whole' } })).toMatchObject({ name: 'whole' });
});
