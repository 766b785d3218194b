import { DomainError } from '#domain/domain-error.ts';
import type { PrismaClient } from '#prisma/client.ts';
import { type Context, SYSTEM_ACTOR } from '../context.ts';
import { log } from '../log.ts';
import { place } from '../place.ts';
import { type Change, write } from '../write.ts';
import { releaseLoadBalancer } from './release.ts';

/** How long after a full or half hour its releases may begin; what was not executed by then waits for the next one. */
const TICK_SECONDS = 60;
/** A tick takes no more than this; the rest comes with the next question. */
const RELEASES_MAX = 100;

interface Due {
  id: string;
  by: string;
}

/**
 * Executes the scheduled releases that are due at `tick`, a full or half hour (console 4.3). Any number of consoles may do so
 * at once: each release is one transaction under the lock of the region, and looks again whether it is still wanted.
 * One that fails is logged, stays scheduled and does not hold up the others.
 */
export async function releaseDue(prisma: PrismaClient, tick: Date): Promise<void> {
  const due = await prisma.$queryRaw<Due[]>`
    SELECT id, release_scheduled_by AS by FROM load_balancer WHERE release_at <= ${tick}::timestamptz
    ORDER BY release_at, id LIMIT ${RELEASES_MAX}`;
  for (const { id, by } of due) {
    await releaseIfStillDue(contextOf(prisma, by), id, tick).catch((error: unknown) => {
      // Another console was faster.
      if (!(error instanceof DomainError && error.code === 'InvalidLoadBalancerId.NotFound')) {
        log('error', 'scheduled-release:failed', { loadBalancerId: id, error });
      }
    });
  }
}

/** The full or half hour that has just begun, by the clock of the database; null in between. */
export async function currentTick(prisma: PrismaClient): Promise<Date | null> {
  const [row] = await prisma.$queryRaw<{ tick: Date; seconds: number }[]>`
    SELECT to_timestamp((at - at % 1800)::float8) AS tick, (at % 1800)::float8 AS seconds FROM (SELECT extract(epoch FROM now()) AS at) clock`;
  return row && row.seconds < TICK_SECONDS ? row.tick : null;
}

function contextOf(prisma: PrismaClient, by: string): Context {
  return {
    prisma,
    actor: { ...SYSTEM_ACTOR, name: `${SYSTEM_ACTOR.name} on behalf of ${by}` },
    requestId: `scheduled-release-${crypto.randomUUID()}`,
  };
}

async function releaseIfStillDue(context: Context, id: string, tick: Date): Promise<void> {
  await write(context, { in: place.loadBalancer(id), needs: 'operator' }, async (tx): Promise<Change<void>> => {
    const row = await tx.loadBalancer.findUnique({ where: { id } });
    if (row?.releaseAt == null || row.releaseAt > tick) {
      return { answer: undefined, audit: null };
    }
    if (!row.deletionProtection && row.status !== 'locked') {
      return { answer: undefined, audit: await releaseLoadBalancer(tx, row) };
    }
    // It would otherwise be lost without warning at the half hour after somebody lifts the protection.
    const after = await tx.loadBalancer.update({ where: { id }, data: { releaseAt: null, releaseScheduledBy: null } });
    return {
      answer: undefined,
      audit: {
        action: row.deletionProtection ? 'load-balancer:release-refused-protected' : 'load-balancer:release-refused-locked',
        resourceType: 'load-balancer',
        resourceId: id,
        regionId: row.regionId,
        before: row,
        after,
      },
    };
  });
}
