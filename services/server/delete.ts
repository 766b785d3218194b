import { DomainError } from '#domain/domain-error.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { type WriteOptions, write } from '../write.ts';
import { serverNotFound } from './internal.ts';
import { findServerView } from './view.ts';

const IN_USE = 'The server is a member of a server group, so it cannot be removed.';

const inUse = { code: 'ServerInUse', message: IN_USE } as const;

export async function deleteServer(context: Context, input: { id: string }): Promise<void> {
  const { id } = input;
  const options: WriteOptions = {
    in: place.server(id),
    needs: 'region-admin',
    constraints: { active_standby_member_server_fk: inUse, vserver_member_server_fk: inUse, default_server_server_fk: inUse },
  };
  await write(context, options, async (tx) => {
    const view = await findServerView(tx, id);
    if (!view) {
      throw serverNotFound(id);
    }
    if (view.usedBy.length > 0) {
      throw new DomainError('ServerInUse', IN_USE, { usedBy: { groups: view.usedBy } });
    }
    const before = await tx.server.delete({ where: { id } });
    return {
      answer: undefined,
      audit: { action: 'server:deleted', resourceType: 'server', resourceId: id, regionId: before.regionId, before, after: null },
    };
  });
}
