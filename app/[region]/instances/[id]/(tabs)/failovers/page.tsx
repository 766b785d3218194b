import { Timeline } from '#components/timeline/timeline.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('failovers');

interface FailoversPageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function FailoversPage({ params }: FailoversPageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/failovers`);
  return <Timeline of={`load-balancers/${id}`} />;
}
