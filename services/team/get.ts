import type { TeamView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getTeamView } from './internal.ts';

/** For those who grant roles; what the team may is for administrators. */
export async function getTeam(context: Context, { id }: { id: string }): Promise<TeamView> {
  return read(context, { in: place.somewhere, needs: 'region-admin' }, (db, access) =>
    getTeamView(db, id, { isWhole: access.isAdministrator }),
  );
}
