import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { loadTeamDocument, lockTeam, teamAudit } from './internal.ts';

/** With its grants: its members keep what they may by themselves and by other teams. */
export async function deleteTeam(context: Context, { id }: { id: string }): Promise<void> {
  await write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await lockTeam(tx, id);
    const before = await loadTeamDocument(tx, id);
    await tx.team.delete({ where: { id } });
    return { answer: undefined, audit: teamAudit('team:deleted', id, { before, after: null }) };
  });
}
