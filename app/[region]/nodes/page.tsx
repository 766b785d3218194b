import { NodeList } from '#components/node/node-list.tsx';
import { NeedsRole } from '#components/session/write-guard.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('nodes');

export default async function NodeListPage({ params, searchParams }: { params: Promise<{ region: string }>; searchParams: SearchParams }) {
  const { region } = await params;
  await requireSession(`/${region}/nodes`, searchParams);
  return (
    <NeedsRole needed="administrator" where="everywhere">
      <NodeList />
    </NeedsRole>
  );
}
