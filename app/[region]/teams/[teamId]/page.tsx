import { Restricted } from '#components/session/restricted.tsx';
import { TeamPage } from '#components/team/team-page.tsx';
import { pageMetadata } from '../../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../../require-session.ts';

export const generateMetadata = pageMetadata('team');

interface TeamRouteProps {
  params: Promise<{ region: string; teamId: string }>;
  searchParams: SearchParams;
}

export default async function TeamRoute({ params, searchParams }: TeamRouteProps) {
  const { region, teamId } = await params;
  await requireSession(`/${region}/teams/${teamId}`, searchParams);
  return (
    <Restricted needed="administrator" where="everywhere">
      <TeamPage id={teamId} />
    </Restricted>
  );
}
