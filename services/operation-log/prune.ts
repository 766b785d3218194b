import type { PrismaClient } from '#prisma/client.ts';
import { writeAudit } from '../audit.ts';
import { SYSTEM_ACTOR } from '../context.ts';

/** Small, since nobody can write while a batch goes: some milliseconds. */
const BATCH = 500;
/** Of one run; the rest goes with the next one. */
const BATCHES_MAX = 200;

/**
 * Forgets what is older than the settings say, and leaves an entry that tells how much. Any number of consoles may do so at
 * once. Returns how many entries went.
 */
export async function pruneOperationLog(prisma: PrismaClient): Promise<number> {
  let pruned = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const [row] = await prisma.$queryRaw<{ count: number }[]>`SELECT openslb_prune_audit(${BATCH}::int) AS count`;
    pruned += row?.count ?? 0;
    if ((row?.count ?? 0) < BATCH) {
      break;
    }
  }
  if (pruned > 0) {
    await noteHowMany(prisma, pruned);
  }
  return pruned;
}

async function noteHowMany(prisma: PrismaClient, entries: number): Promise<void> {
  const settings = await prisma.securitySettings.findUnique({ where: { id: 1 }, select: { auditRetentionDays: true } });
  await writeAudit(
    prisma,
    { actor: SYSTEM_ACTOR, requestId: `operation-log-prune-${crypto.randomUUID()}` },
    {
      action: 'operation-log:pruned',
      resourceType: 'operation-log',
      resourceId: 'operation-log',
      regionId: null,
      before: null,
      after: { entries, keptDays: settings?.auditRetentionDays },
    },
  );
}
