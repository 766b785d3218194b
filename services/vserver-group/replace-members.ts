import type { VServerMemberInput } from '#domain/server-group.ts';
import { Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';

/**
 * Makes the members of a group those that are given. The same server and port is the same member, whatever its weight,
 * and keeps its id: with that its verdict and its connections. One statement each for those that leave and the others.
 */
export async function replaceMembers(
  tx: Database,
  { id, regionId }: { id: string; regionId: string },
  members: VServerMemberInput[],
): Promise<void> {
  const wanted = Prisma.sql`(SELECT * FROM unnest(
    ${members.map((member) => member.serverId)}::text[], ${members.map((member) => member.port)}::int[],
    ${members.map((member) => member.weight)}::int[]) AS w(server_id, port, weight))`;
  await tx.$executeRaw`
    DELETE FROM vserver_member m WHERE m.group_id = ${id}
      AND NOT EXISTS (SELECT 1 FROM ${wanted} w WHERE w.server_id = m.server_id AND w.port = m.port)`;
  await tx.$executeRaw`
    INSERT INTO vserver_member AS m (group_id, region_id, server_id, port, weight)
    SELECT ${id}, ${regionId}, server_id, port, weight FROM ${wanted} w
    ON CONFLICT (group_id, server_id, port) DO UPDATE SET weight = excluded.weight WHERE m.weight <> excluded.weight`;
}
