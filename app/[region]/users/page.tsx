import { Restricted } from '#components/session/restricted.tsx';
import { UserList } from '#components/user/user-list.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('users');

export default async function UsersPage({ params, searchParams }: { params: Promise<{ region: string }>; searchParams: SearchParams }) {
  const { region } = await params;
  await requireSession(`/${region}/users`, searchParams);
  return (
    <Restricted needed="administrator" where="everywhere">
      <UserList />
    </Restricted>
  );
}
