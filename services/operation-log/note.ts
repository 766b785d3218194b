import type { AuditRecord } from '../audit.ts';
import type { Context } from '../context.ts';
import type { Need } from '../permission/authorize.ts';
import type { Place } from '../place.ts';
import { write } from '../write.ts';
import { unlocked } from './internal.ts';

/** An entry for what changes nothing but is to be known, such as what somebody takes away in a file. What cannot be noted is refused. */
export async function note(context: Context, { in: where, needs }: { in: Place; needs: Need }, audit: AuditRecord): Promise<void> {
  await write({ ...context, ifMatch: undefined }, { in: unlocked(where), needs }, async () => ({ answer: undefined, audit }));
}
