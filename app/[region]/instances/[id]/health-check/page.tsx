import { HealthCheckPage } from '#components/diagnosis/health-check-page.tsx';
import { pageMetadata } from '../../../../page-metadata.ts';
import { requireSession } from '../../../../require-session.ts';

export const generateMetadata = pageMetadata('healthCheck');

interface InstanceHealthCheckPageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function InstanceHealthCheckPage({ params }: InstanceHealthCheckPageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/health-check`);
  return <HealthCheckPage instanceId={id} />;
}
