import { Restricted } from '#components/session/restricted.tsx';
import { TeamList } from '#components/team/team-list.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('teams');

export default async function TeamsPage({ params, searchParams }: { params: Promise<{ region: string }>; searchParams: SearchParams }) {
  const { region } = await params;
  await requireSession(`/${region}/teams`, searchParams);
  return (
    <Restricted needed="administrator" where="everywhere">
      <TeamList />
    </Restricted>
  );
}
