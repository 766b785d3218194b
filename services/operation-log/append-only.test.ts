import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import { verifyAudit } from '#scripts/audit/verify.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { pruneOperationLog } from './prune.ts';

/** What the database lets nobody do, and what the console's role can do. */
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

async function writeEntry(daysOld: number): Promise<void> {
  await prisma.$executeRaw`INSERT INTO audit_entry (at, actor_type, actor_name, resource_type, resource_id, action)
    VALUES (now() - make_interval(days => ${daysOld}::int), 'operator', 'Tester', 'server', ${`srv-${daysOld}`}, 'server:updated')`;
}

async function verify() {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return await verifyAudit(client);
  } finally {
    await client.end();
  }
}

async function agesLeft(): Promise<string[]> {
  const rows = await prisma.auditSeal.findMany({ orderBy: { position: 'asc' }, include: { entry: true } });
  return rows.map(({ entry }) => entry.resourceId);
}

const CHANGES = [
  `UPDATE audit_entry SET actor_name = 'Eve'`,
  'DELETE FROM audit_entry',
  'TRUNCATE audit_entry CASCADE',
  `UPDATE audit_seal SET hash = sha256('')`,
  'DELETE FROM audit_seal',
  'TRUNCATE audit_seal',
  `UPDATE audit_chain SET pruned_position = 2`,
  `UPDATE audit_chain SET pruned_position = 2, pruned_hash = (SELECT hash FROM audit_seal WHERE position = 2)`,
  'DELETE FROM audit_chain',
  'TRUNCATE audit_chain',
  `INSERT INTO audit_chain (id, pruned_hash) VALUES (2, '')`,
];

describe('the owner of the tables', () => {
  it.each(CHANGES)('cannot: %s', async (statement) => {
    await writeEntry(10);
    await writeEntry(9);
    await expect(prisma.$executeRawUnsafe(statement)).rejects.toThrow(/append-only|audit_chain_one_row/);
    expect(await verify()).toMatchObject({ entries: 2, problem: null });
  });

  it('cannot delete what has expired either, but by way of the beginning of the chain', async () => {
    await writeEntry(400);
    await writeEntry(1);
    await expect(prisma.auditEntry.deleteMany()).rejects.toThrow(/append-only/);
    expect(await agesLeft()).toEqual(['srv-400', 'srv-1']);
  });

  it('cannot change an entry in the transaction that writes it', async () => {
    await expect(
      prisma.$transaction(async (tx) => {
        await tx.$executeRaw`INSERT INTO audit_entry (actor_type, actor_name, resource_type, resource_id, action) VALUES ('user', 'a', 'b', 'c', 'd')`;
        await tx.$executeRaw`DELETE FROM audit_entry`;
      }),
    ).rejects.toThrow(/append-only/);
  });
});

describe('a role with the rights of a console', () => {
  const role = `console_${randomUUID().replaceAll('-', '')}`;
  let client: pg.Client;

  beforeAll(async () => {
    await asOwner(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  });

  afterAll(async () => {
    await asOwner(`DROP ROLE ${role}`);
  });

  beforeEach(async () => {
    for (const grant of [
      `GRANT INSERT, SELECT ON audit_entry TO ${role}`,
      `GRANT SELECT ON audit_seal, audit_chain, security_settings TO ${role}`,
      `GRANT EXECUTE ON FUNCTION openslb_prune_audit(integer) TO ${role}`,
    ]) {
      await prisma.$executeRawUnsafe(grant);
    }
    const url = new URL(database.url);
    url.username = role;
    url.password = 'secret';
    client = new pg.Client({ connectionString: url.href });
    await client.connect();
  });

  afterEach(() => client.end());

  it('writes entries, which are sealed, and reads and prunes them', async () => {
    await writeEntry(400);
    await client.query(
      `INSERT INTO audit_entry (actor_type, actor_name, resource_type, resource_id, action) VALUES ('user', 'Ada', 'server', 'srv-one', 'server:created')`,
    );
    expect((await client.query('SELECT openslb_prune_audit(10) AS count')).rows).toEqual([{ count: 1 }]);
    expect(await agesLeft()).toEqual(['srv-one']);
    expect(await verify()).toMatchObject({ entries: 1, anchor: { position: 1n }, problem: null });
  });

  it.each([
    ...CHANGES,
    `INSERT INTO audit_seal (position, entry_id, hash) SELECT 9, id, '' FROM audit_entry LIMIT 1`,
    'ALTER TABLE audit_entry DISABLE TRIGGER ALL',
    'SET session_replication_role = replica',
    'DROP TABLE audit_seal',
    `CREATE OR REPLACE FUNCTION openslb_audit_expired(p_at timestamptz) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
  ])('has no right to: %s', async (statement) => {
    await writeEntry(1);
    await expect(client.query(statement)).rejects.toThrow(/permission denied|must be owner/);
    expect(await verify()).toMatchObject({ entries: 1, problem: null });
  });

  it('does not lead the functions astray by tables of its own', async () => {
    await writeEntry(1);
    await client.query('CREATE TEMPORARY TABLE audit_chain AS SELECT 1 AS id, 99::bigint AS pruned_position, NULL::bytea AS pruned_hash');
    await client.query('CREATE TEMPORARY TABLE security_settings AS SELECT 1 AS id, -1 AS audit_retention_days');
    await client.query('SET search_path = pg_temp, public');
    expect((await client.query('SELECT openslb_prune_audit(10) AS count')).rows).toEqual([{ count: 0 }]);
    expect(await verify()).toMatchObject({ entries: 1, problem: null });
  });

  async function asOwner(statement: string): Promise<void> {
    const own = await createTestDatabase();
    const owner = new pg.Client({ connectionString: own.url });
    await owner.connect();
    await owner.query(statement);
    await owner.end();
    await own.drop();
  }
});

describe('what is older than the settings say', () => {
  it('goes in the order of the chain, and what is left still fits', async () => {
    await prisma.securitySettings.update({ where: { id: 1 }, data: { auditRetentionDays: 30 } });
    for (const days of [90, 60, 31, 29, 45, 1]) {
      await writeEntry(days);
    }
    expect(await pruneOperationLog(prisma)).toBe(3);
    // The one of 45 days was committed after a younger one, and waits for it.
    expect(await agesLeft()).toEqual(['srv-29', 'srv-45', 'srv-1', 'operation-log']);
    expect(await verify()).toMatchObject({ entries: 4, anchor: { position: 3n }, head: { position: 7n }, problem: null });
    expect(await prisma.auditEntry.findFirst({ where: { action: 'operation-log:pruned' } })).toMatchObject({
      actorType: 'system',
      after: { entries: 3, keptDays: 30 },
    });
    expect(await pruneOperationLog(prisma)).toBe(0);
  });

  it('goes in batches, also when two consoles do it while others write', async () => {
    await prisma.$executeRaw`INSERT INTO audit_entry (at, actor_type, actor_name, resource_type, resource_id, action)
      SELECT now() - interval '2 years', 'operator', 'Tester', 'server', n::text, 'server:updated' FROM generate_series(1, 1800) n`;
    const counts = await Promise.all([pruneOperationLog(prisma), pruneOperationLog(prisma), writeEntry(2), writeEntry(1)]);
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(1800);
    expect(await verify()).toMatchObject({ anchor: { position: 1800n }, problem: null });
    expect(await agesLeft()).toEqual(expect.arrayContaining(['srv-2', 'srv-1']));
  });

  it('leaves a chain that goes on when nothing is left of it', async () => {
    await writeEntry(400);
    await prisma.$queryRaw`SELECT openslb_prune_audit(10)`;
    await writeEntry(1);
    expect(await verify()).toMatchObject({ entries: 1, anchor: { position: 1n }, head: { position: 2n }, problem: null });
  });
});
