import { Monitoring } from '#components/monitoring/monitoring.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('monitoring');

interface MonitoringPageProps {
  params: Promise<{ region: string; id: string }>;
  searchParams: SearchParams;
}

export default async function MonitoringPage({ params, searchParams }: MonitoringPageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/monitoring`, searchParams);
  return <Monitoring regionId={region} loadBalancerId={id} />;
}
