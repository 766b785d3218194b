import { InstanceList } from '#components/load-balancer/instance-list.tsx';
import { pageTitle } from '../../page-title.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const metadata = pageTitle('instances');

export default async function InstancesPage({ params, searchParams }: { params: Promise<{ region: string }>; searchParams: SearchParams }) {
  const { region } = await params;
  await requireSession(`/${region}/instances`, searchParams);
  return <InstanceList />;
}
