import { AccessControlListPage } from '#components/access-control/access-control-list-page.tsx';
import { pageMetadata } from '../../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../../require-session.ts';

export const generateMetadata = pageMetadata('accessControlList');

interface ManagePageProps {
  params: Promise<{ region: string; listId: string }>;
  searchParams: SearchParams;
}

export default async function ManagePage({ params, searchParams }: ManagePageProps) {
  const { region, listId } = await params;
  await requireSession(`/${region}/access-control/${listId}`, searchParams);
  return <AccessControlListPage id={listId} />;
}
