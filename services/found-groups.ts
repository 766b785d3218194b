import { Prisma } from '#prisma/client.ts';
import type { Database } from './read.ts';

/** Groups of an instance whose name or id has this part, whatever its case; no condition without one. */
export async function whereFound(
  db: Database,
  table: 'active_standby_group' | 'vserver_group',
  loadBalancerId: string,
  search: string,
): Promise<{ id?: { in: string[] } }> {
  if (search === '') {
    return {};
  }
  const part = search.toLowerCase();
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM ${Prisma.raw(table)}
    WHERE load_balancer_id = ${loadBalancerId} AND (strpos(lower(name), ${part}) > 0 OR strpos(id, ${part}) > 0)`;
  return { id: { in: rows.map((row) => row.id) } };
}
