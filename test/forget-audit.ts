import type { PrismaClient } from '#prisma/client.ts';

/**
 * Empties the operation log, so that a test can count what comes next. The product has no way to do that: only a superuser,
 * which the owner of the tests' cluster is, can switch off the guards of its tables.
 */
export async function forgetAudit(prisma: PrismaClient): Promise<void> {
  await prisma.$transaction([
    prisma.$executeRaw`SET LOCAL session_replication_role = replica`,
    prisma.$executeRaw`DELETE FROM audit_seal`,
    prisma.$executeRaw`DELETE FROM audit_entry`,
  ]);
}
