import { RemoveAccessControlEntriesInput } from '#domain/access-control.ts';
import type { AccessControlListView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { changeAccessControlList } from './change.ts';

/**
 * An entry that is not there is no error. The last ones may go too, which lets everybody pass (data-plane 10.2): the
 * answer says so of each listener that uses the list.
 */
export async function removeAccessControlEntries(context: Context, input: { id: string; cidrs: unknown }): Promise<AccessControlListView> {
  const { cidrs } = parseBody(RemoveAccessControlEntriesInput, input.cidrs);
  return changeAccessControlList(
    context,
    input.id,
    'access-control-list:entries-removed',
    (tx) => tx.$executeRaw`DELETE FROM access_control_entry WHERE access_control_list_id = ${input.id} AND cidr = ANY (${cidrs}::inet[])`,
  );
}
