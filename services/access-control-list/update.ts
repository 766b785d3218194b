import { UpdateAccessControlListInput } from '#domain/access-control.ts';
import type { AccessControlListView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { changeAccessControlList } from './change.ts';

/** Its name only: region and IP version are fixed, entries have verbs of their own. */
export async function updateAccessControlList(context: Context, input: { id: string; changes: unknown }): Promise<AccessControlListView> {
  const { id } = input;
  const data = parseBody(UpdateAccessControlListInput, input.changes);
  return changeAccessControlList(context, id, 'access-control-list:renamed', (tx) => tx.accessControlList.update({ where: { id }, data }));
}
