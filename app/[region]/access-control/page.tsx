import { AccessControlLists } from '#components/access-control/access-control-lists.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('accessControl');

interface AccessControlPageProps {
  params: Promise<{ region: string }>;
  searchParams: SearchParams;
}

export default async function AccessControlPage({ params, searchParams }: AccessControlPageProps) {
  const { region } = await params;
  await requireSession(`/${region}/access-control`, searchParams);
  return <AccessControlLists />;
}
