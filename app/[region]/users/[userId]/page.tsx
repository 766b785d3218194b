import { Restricted } from '#components/session/restricted.tsx';
import { UserPage } from '#components/user/user-page.tsx';
import { pageMetadata } from '../../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../../require-session.ts';

export const generateMetadata = pageMetadata('user');

interface UserRouteProps {
  params: Promise<{ region: string; userId: string }>;
  searchParams: SearchParams;
}

export default async function UserRoute({ params, searchParams }: UserRouteProps) {
  const { region, userId } = await params;
  await requireSession(`/${region}/users/${userId}`, searchParams);
  return (
    <Restricted needed="administrator" where="everywhere">
      <UserPage id={userId} />
    </Restricted>
  );
}
