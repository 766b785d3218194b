import { InstanceDetails } from '#components/load-balancer/instance-details.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('details');

interface DetailsPageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function DetailsPage({ params }: DetailsPageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/details`);
  return <InstanceDetails id={id} />;
}
