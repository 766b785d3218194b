import { UpdateTeamInput } from '#domain/team.ts';
import type { TeamView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { getTeamView, loadTeamDocument, lockTeam, setMembers, teamAudit } from './internal.ts';

export async function updateTeam(context: Context, input: { id: string; changes: unknown }): Promise<TeamView> {
  const { id } = input;
  const { name, userIds } = parseBody(UpdateTeamInput, input.changes);
  return write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await lockTeam(tx, id);
    const before = await loadTeamDocument(tx, id);
    await tx.team.update({ where: { id }, data: { name } });
    if (userIds) {
      await setMembers(tx, id, userIds);
    }
    return {
      answer: await getTeamView(tx, id, { isWhole: true }),
      audit: teamAudit('team:updated', id, { before, after: await loadTeamDocument(tx, id) }),
    };
  });
}
