import { DomainError, type Issue } from '#domain/domain-error.ts';
import type { ErrorCode } from '#domain/error-code.ts';
import type { Access } from '../permission/access.ts';
import type { Database } from '../read.ts';

/**
 * Only running servers of the instance's own region may join (console 7.1); one that is there already may stay.
 * `path` is where the list stands in the input, with its dot.
 */
export async function requireServers(
  db: Database,
  access: Access,
  regionId: string,
  members: { serverId: string }[],
  { presentServerIds = new Set(), path = 'servers.' }: { presentServerIds?: ReadonlySet<string>; path?: string } = {},
): Promise<void> {
  const servers = await db.server.findMany({ where: { id: { in: members.map((member) => member.serverId) } } });
  const issues = members.flatMap((member, index): Issue[] => {
    const server = servers.find((candidate) => candidate.id === member.serverId);
    const issue = (code: ErrorCode, message: string) => [{ path: `${path}${index}.serverId`, code, message }];
    // What the actor may not see is not there, as far as the actor is concerned.
    if (!server || access.roleIn(server.regionId) === null) {
      return issue('InvalidServerId.NotFound', `There is no server "${member.serverId}" (any more).`);
    }
    if (server.regionId !== regionId) {
      return issue('NetworkConflict', `The server "${server.name}" belongs to another region than the instance.`);
    }
    return server.status === 'running' || presentServerIds.has(server.id)
      ? []
      : issue('InvalidServerId.NotFound', `The server "${server.name}" is stopped.`);
  });
  const [first] = issues;
  if (first) {
    throw new DomainError(first.code, first.message, { issues });
  }
}
