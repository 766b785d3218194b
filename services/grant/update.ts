import { DomainError } from '#domain/domain-error.ts';
import { UpdateGrantInput } from '#domain/grant.ts';
import type { GrantView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { storedRole } from '../permission/stored-role.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { getGrantView, grantAudit, lockGrant, needOfGrant } from './internal.ts';

/** The role alone: another region or holder is another grant. */
export async function updateGrant(context: Context, input: { id: string; changes: unknown }): Promise<GrantView> {
  const { id } = input;
  const { role } = parseBody(UpdateGrantInput, input.changes);
  return write(context, { in: place.grant(id), needs: needOfGrant, proof: 'recent-session' }, async (tx) => {
    const before = await lockGrant(tx, id);
    if (role === 'administrator' && before.regionId !== null) {
      throw new DomainError('InvalidParameter', 'An administrator is one in all regions.', { path: 'role' });
    }
    await tx.accessGrant.update({ where: { id }, data: { role: storedRole(role) } });
    const after = await getGrantView(tx, id);
    return { answer: after, audit: grantAudit('grant:updated', after, { before, after }) };
  });
}
