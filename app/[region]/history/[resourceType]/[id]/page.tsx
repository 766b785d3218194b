import { notFound } from 'next/navigation';
import { HistoryPage } from '#components/history/history-page.tsx';
import { ResourceType } from '#domain/history.ts';
import { pageMetadata } from '../../../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../../../require-session.ts';

export const generateMetadata = pageMetadata('history');

interface VersionsPageProps {
  params: Promise<{ region: string; resourceType: string; id: string }>;
  searchParams: SearchParams;
}

export default async function VersionsPage({ params, searchParams }: VersionsPageProps) {
  const { region, resourceType, id } = await params;
  await requireSession(`/${region}/history/${resourceType}/${id}`, searchParams);
  const type = ResourceType.safeParse(resourceType);
  if (!type.success) {
    notFound();
  }
  return <HistoryPage resource={{ type: type.data, id: decodeURIComponent(id) }} />;
}
