import { RegionList } from '#components/region/region-list.tsx';
import { NeedsRole } from '#components/session/write-guard.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('regions');

export default async function RegionListPage({
  params,
  searchParams,
}: {
  params: Promise<{ region: string }>;
  searchParams: SearchParams;
}) {
  const { region } = await params;
  await requireSession(`/${region}/regions`, searchParams);
  return (
    <NeedsRole needed="administrator" where="everywhere">
      <RegionList />
    </NeedsRole>
  );
}
