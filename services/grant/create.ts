import { CreateGrantInput } from '#domain/grant.ts';
import type { GrantView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { storedRole } from '../permission/stored-role.ts';
import { place } from '../place.ts';
import { type WriteOptions, write } from '../write.ts';
import { getGrantView, grantAudit, needOfGrant } from './internal.ts';

/** In force at once, for open sessions too. */
export async function createGrant(context: Context, input: unknown): Promise<GrantView> {
  const grant = parseBody(CreateGrantInput, input);
  const options: WriteOptions = {
    in: grant.regionId === null ? place.everywhere : place.region(grant.regionId),
    needs: needOfGrant,
    proof: 'recent-session',
    idempotent: { operation: 'grant:create', input: grant },
  };
  return write(context, options, async (tx) => {
    const { id } = await tx.accessGrant.create({ data: { ...grant, role: storedRole(grant.role), createdBy: context.actor.name } });
    const after = await getGrantView(tx, id);
    return { answer: after, audit: grantAudit('grant:created', after, { before: null, after }) };
  });
}
