import type { BackupMember } from '#domain/backup.ts';
import { DomainError } from '#domain/domain-error.ts';

/** Members as the API takes them; a server is named by its address in a file. */
export function membersOf(members: BackupMember[], servers: ReadonlyMap<string, string>, path: string): Record<string, unknown>[] {
  return members.map(({ server, ...member }, index) => {
    const serverId = servers.get(server);
    if (serverId === undefined) {
      throw new DomainError('InvalidServerId.NotFound', `Neither the file nor the region has a server with the address ${server}.`, {
        path: `${path}.${index.toString()}.server`,
      });
    }
    return { serverId, ...member };
  });
}
