import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import { writeAudit } from '#services/audit.ts';
import { isRetryable } from '#services/database-error.ts';
import { place } from '#services/place.ts';
import { write } from '#services/write.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { type Verification, type VerifyOptions, verifyAudit } from './verify.ts';

/** Whoever owns the database can change the operation log, but not without being found out. */
let database: TestDatabase;
let prisma: PrismaClient;

beforeEach(async () => {
  database = await createTestDatabase();
  prisma = createPrismaClient(database.url);
});

afterEach(async () => {
  await prisma.$disconnect();
  await database.drop();
});

const actor = { type: 'operator', id: null, name: 'Tester' } as const;

function record(name: string, regionId: string | null = null) {
  return {
    action: 'server:updated',
    resourceType: 'server',
    resourceId: `srv-${name}`,
    regionId,
    before: { name },
    after: { name: `${name}!` },
  };
}

async function writeEntries(count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    await writeAudit(prisma, { actor, requestId: `request-${number}` }, record(`${number}`));
  }
}

async function verify(options?: VerifyOptions): Promise<Verification> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return await verifyAudit(client, options);
  } finally {
    await client.end();
  }
}

/** As somebody who has the whole database. */
async function tamper(...statements: string[]): Promise<void> {
  await prisma.$transaction([
    prisma.$executeRawUnsafe('SET LOCAL session_replication_role = replica'),
    ...statements.map((statement) => prisma.$executeRawUnsafe(statement)),
  ]);
}

const entryAt = (position: number) => `(SELECT entry_id FROM audit_seal WHERE position = ${position})`;

describe('a log of six entries', () => {
  beforeEach(() => writeEntries(6));

  it('is whole', async () => {
    expect(await verify()).toMatchObject({ entries: 6, anchor: { position: 0n }, head: { position: 6n }, problem: null });
  });

  it.each([
    ['text', `UPDATE audit_entry SET actor_name = 'Somebody else' WHERE id = ${entryAt(3)}`, /^Entry 3 .*was changed/],
    ['what it was before', `UPDATE audit_entry SET before = '{"name": "other"}' WHERE id = ${entryAt(4)}`, /^Entry 4 .*was changed/],
    ['what there was not', `UPDATE audit_entry SET region_id = '' WHERE id = ${entryAt(4)}`, /^Entry 4 .*was changed/],
    ['time', `UPDATE audit_entry SET at = at - interval '1 day' WHERE id = ${entryAt(1)}`, /^Entry 1 .*was changed/],
    ['a seal', `UPDATE audit_seal SET hash = sha256('') WHERE position = 2`, /^Entry 2 .*was changed/],
    ['one removed, its seal left', `DELETE FROM audit_entry WHERE id = ${entryAt(5)}`, /^Entry 5 .*is missing: only its seal/],
  ])('tells when somebody changes %s', async (_, statement, problem) => {
    await tamper(statement);
    expect((await verify()).problem).toMatch(problem);
  });

  it('tells when one in the middle is gone, also when those after it move up', async () => {
    await tamper(`DELETE FROM audit_entry WHERE id = ${entryAt(3)}`, 'DELETE FROM audit_seal WHERE position = 3');
    expect(await verify()).toMatchObject({ head: { position: 2n }, problem: 'Entry 3 is missing: after 2 comes 4.' });
    await tamper(
      'UPDATE audit_seal SET position = -position WHERE position > 3',
      'UPDATE audit_seal SET position = -position - 1 WHERE position < 0',
    );
    expect((await verify()).problem).toMatch(/^Entry 3 .*was changed/);
  });

  it('tells when two have changed places', async () => {
    await tamper(
      ...[
        [2, -1],
        [5, 2],
        [-1, 5],
      ].map(([from, to]) => `UPDATE audit_seal SET position = ${to} WHERE position = ${from}`),
    );
    expect((await verify()).problem).toMatch(/^Entry 2 .*was changed/);
  });

  it('tells when one was slipped in', async () => {
    await tamper(
      `INSERT INTO audit_entry (actor_type, actor_name, resource_type, resource_id, action) VALUES ('user', 'Eve', 'user', 'usr-eve', 'user:created')`,
    );
    expect((await verify()).problem).toMatch(/has no seal: it was slipped in/);
  });

  it('tells by an end that was noted that the tail was cut off, also when the log went on', async () => {
    const { head } = await verify();
    await tamper(`DELETE FROM audit_entry WHERE id IN (${entryAt(5)}, ${entryAt(6)})`, 'DELETE FROM audit_seal WHERE position > 4');
    expect(await verify()).toMatchObject({ entries: 4, problem: null });
    expect((await verify({ expected: head })).problem).toBe('The log ends at 4, before the expected 6: its end was cut off.');
    await writeEntries(4);
    expect(await verify()).toMatchObject({ entries: 8, problem: null });
    expect((await verify({ expected: head })).problem).toBe('Entry 6 has another hash than expected: the log was written anew.');
  });

  it('fits an end that was noted, however it went on', async () => {
    const { head } = await verify();
    await writeEntries(3);
    expect(await verify({ expected: head })).toMatchObject({ entries: 9, problem: null });
  });

  it('is told about at the command line, and its exit code says whether it is whole', async () => {
    const whole = await command('verify');
    expect(whole).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^entries {2}6\nfrom {5}.*Z\nto {7}.*Z\nhead {5}6:[0-9a-f]{64}\nThe operation log is whole/),
    });
    const head = /head {5}(\S+)/.exec(whole.stdout)?.[1] ?? '';
    expect(await command('verify', '--expect', head)).toMatchObject({ code: 0 });
    await tamper(`UPDATE audit_entry SET client_address = '10.0.0.9' WHERE id = ${entryAt(2)}`);
    expect(await command('verify')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Entry 2 .*was changed/) });
    expect(await command('verify', '--expect', '6:abc')).toMatchObject({ code: 1, stderr: expect.stringMatching(/is not allowed/) });
    expect(await command('prove')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Usage/) });
  });
});

async function command(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/audit.ts', ...args], {
    env: { ...process.env, DATABASE_URL: database.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

it('entries of eight who write at the same moment make one chain without a gap', async () => {
  const regions = Array.from({ length: 8 }, (_, index) => `region-${index}`);
  await prisma.region.createMany({ data: regions.map((id) => ({ id, name: id })) });
  const context = { prisma, actor, requestId: 'together' };
  await Promise.all(
    regions.map(async (regionId) => {
      for (let number = 1; number <= 50; number += 1) {
        await write(context, { in: place.region(regionId), needs: null }, async () => ({
          answer: null,
          audit: record(`${number}`, regionId),
        }));
      }
    }),
  );
  expect(await verify()).toMatchObject({ entries: 400, head: { position: 400n }, problem: null });
});

it('a transaction that sees the log of its beginning is told to try again, not let in beside others', async () => {
  const refused = prisma.$transaction(
    async (tx) => {
      await tx.auditEntry.count();
      await writeEntries(1);
      await writeAudit(tx, { actor, requestId: 'late' }, record('late'));
    },
    { isolationLevel: 'RepeatableRead' },
  );
  await expect(refused).rejects.toSatisfy(isRetryable);
  expect(await verify()).toMatchObject({ entries: 1, problem: null });
});

it('what is undone leaves neither an entry nor a gap', async () => {
  await writeEntries(1);
  await expect(
    prisma.$transaction(async (tx) => {
      await writeAudit(tx, { actor, requestId: 'undone' }, record('undone'));
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  await writeEntries(1);
  expect(await verify()).toMatchObject({ entries: 2, head: { position: 2n }, problem: null });
});

it('hostile text is sealed as it stands', async () => {
  const text = 'a","b\u0001\u202e\\ \n=1+1\u2028 "';
  await writeAudit(
    prisma,
    { actor: { ...actor, name: text }, requestId: text },
    { ...record('x'), after: { [text]: text, number: 1e300 } },
  );
  expect(await verify()).toMatchObject({ entries: 1, problem: null });
});
