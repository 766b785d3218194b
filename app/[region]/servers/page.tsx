import { ServerList } from '#components/server/server-list.tsx';
import { pageTitle } from '../../page-title.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const metadata = pageTitle('servers');

export default async function ServersPage({ params, searchParams }: { params: Promise<{ region: string }>; searchParams: SearchParams }) {
  const { region } = await params;
  await requireSession(`/${region}/servers`, searchParams);
  return <ServerList />;
}
