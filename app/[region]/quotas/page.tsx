import { QuotaList } from '#components/quota/quota-list.tsx';
import { NeedsRole } from '#components/session/write-guard.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('quotas');

export default async function QuotasPage({ params, searchParams }: { params: Promise<{ region: string }>; searchParams: SearchParams }) {
  const { region } = await params;
  await requireSession(`/${region}/quotas`, searchParams);
  return (
    <NeedsRole needed="region-admin">
      <QuotaList />
    </NeedsRole>
  );
}
