import { IdleInstanceList } from '#components/idle/idle-instance-list.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('idleInstances');

export default async function IdleInstancesPage({
  params,
  searchParams,
}: {
  params: Promise<{ region: string }>;
  searchParams: SearchParams;
}) {
  const { region } = await params;
  await requireSession(`/${region}/idle-instances`, searchParams);
  return <IdleInstanceList />;
}
