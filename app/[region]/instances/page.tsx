import { InstanceList } from '#components/load-balancer/instance-list.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('instances');

export default async function InstancesPage({ params, searchParams }: { params: Promise<{ region: string }>; searchParams: SearchParams }) {
  const { region } = await params;
  await requireSession(`/${region}/instances`, searchParams);
  return <InstanceList />;
}
