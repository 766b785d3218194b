import type { PrismaClient } from '#prisma/client.ts';

/** What is written by being used, or by the writing of something else. */
const BOOKKEEPING = [
  '_prisma_migrations',
  'audit_chain',
  'audit_entry',
  'audit_seal',
  'credential',
  'idempotency_key',
  'rate_limit',
  'resource_version',
  'session',
  'user_account',
  'verification',
];

/** From now on the database notes which transactions have changed what in any table but those above. */
export async function watchChanges(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw`CREATE TABLE test_change (transaction_id bigint NOT NULL, table_name text NOT NULL)`;
  // The console's own role may not write to that table. Raising a revision, and when something was last written, is no change of its own.
  await prisma.$executeRaw`
    CREATE FUNCTION test_note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
      v_kept text[] := '{revision,revised_at,updated_at,version}';
    BEGIN
      IF TG_OP <> 'UPDATE' OR to_jsonb(OLD) - v_kept <> to_jsonb(NEW) - v_kept THEN
        INSERT INTO test_change VALUES (pg_current_xact_id()::text::bigint, TG_TABLE_NAME);
      END IF;
      RETURN NULL;
    END $$`;
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (${[...BOOKKEEPING, 'test_change']})`;
  for (const { name } of tables) {
    await prisma.$executeRawUnsafe(
      `CREATE TRIGGER test_note_change AFTER INSERT OR UPDATE OR DELETE ON "${name}" FOR EACH ROW EXECUTE FUNCTION test_note_change()`,
    );
  }
}

/** What a test does by itself, while nobody else does anything, is not noted. */
export async function unnoted(prisma: PrismaClient, act: () => Promise<void>): Promise<void> {
  const [{ last } = { last: 0n }] = await prisma.$queryRaw<
    { last: bigint }[]
  >`SELECT coalesce(max(transaction_id), 0) AS last FROM test_change`;
  await act();
  await prisma.$executeRaw`DELETE FROM test_change WHERE transaction_id > ${last}`;
}

export interface NotedChange {
  /** Of the audit entries of the same transaction; empty: nobody says who did it. */
  requestIds: string[];
  tables: string[];
}

/** One per transaction that has been committed. */
export async function notedChanges(prisma: PrismaClient): Promise<NotedChange[]> {
  return prisma.$queryRaw<NotedChange[]>`
    SELECT coalesce(a.request_ids, '{}') AS "requestIds", c.tables
    FROM (SELECT transaction_id, array_agg(DISTINCT table_name) AS tables FROM test_change GROUP BY 1) c
    LEFT JOIN (SELECT xmin::text::bigint AS transaction_id, array_agg(DISTINCT request_id) AS request_ids FROM audit_entry GROUP BY 1) a
      USING (transaction_id)`;
}
