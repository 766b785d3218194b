import { ServerList } from '#components/server/server-list.tsx';
import { NeedsRole } from '#components/session/write-guard.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('servers');

export default async function ServersPage({ params, searchParams }: { params: Promise<{ region: string }>; searchParams: SearchParams }) {
  const { region } = await params;
  await requireSession(`/${region}/servers`, searchParams);
  return (
    <NeedsRole needed="region-admin">
      <ServerList />
    </NeedsRole>
  );
}
