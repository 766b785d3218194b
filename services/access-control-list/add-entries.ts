import { AddAccessControlEntriesInput, otherVersion } from '#domain/access-control.ts';
import { DomainError } from '#domain/domain-error.ts';
import type { AccessControlListView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { changeAccessControlList } from './change.ts';
import { addEntries } from './internal.ts';

/** In force on every listener that uses the list, for new connections. An entry that is there already is no error, and stays. */
export async function addAccessControlEntries(context: Context, input: { id: string; entries: unknown }): Promise<AccessControlListView> {
  const { entries } = parseBody(AddAccessControlEntriesInput, input.entries);
  return changeAccessControlList(context, input.id, 'access-control-list:entries-added', async (tx, { ipVersion }) => {
    const wrong = otherVersion(ipVersion, entries);
    if (wrong.length > 0) {
      const issues = wrong.map(({ index, message }) => ({ path: `entries.${index}.cidr`, code: 'AclIpVersionMismatch' as const, message }));
      throw new DomainError('AclIpVersionMismatch', issues[0]?.message ?? '', { issues });
    }
    await addEntries(tx, input.id, entries);
  });
}
