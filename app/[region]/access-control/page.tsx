import { AccessControlLists } from '#components/access-control/access-control-lists.tsx';
import { pageTitle } from '../../page-title.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const metadata = pageTitle('accessControl');

interface AccessControlPageProps {
  params: Promise<{ region: string }>;
  searchParams: SearchParams;
}

export default async function AccessControlPage({ params, searchParams }: AccessControlPageProps) {
  const { region } = await params;
  await requireSession(`/${region}/access-control`, searchParams);
  return <AccessControlLists />;
}
