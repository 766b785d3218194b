import { CreateTeamInput } from '#domain/team.ts';
import type { TeamView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { type WriteOptions, write } from '../write.ts';
import { getTeamView, loadTeamDocument, setMembers, teamAudit } from './internal.ts';

export async function createTeam(context: Context, input: unknown): Promise<TeamView> {
  const team = parseBody(CreateTeamInput, input);
  const options: WriteOptions = {
    in: place.everywhere,
    needs: 'administrator',
    proof: 'recent-session',
    idempotent: { operation: 'team:create', input: team },
  };
  return write(context, options, async (tx) => {
    const { id } = await tx.team.create({ data: { name: team.name } });
    await setMembers(tx, id, team.userIds);
    return {
      answer: await getTeamView(tx, id, { isWhole: true }),
      audit: teamAudit('team:created', id, { before: null, after: await loadTeamDocument(tx, id) }),
    };
  });
}
