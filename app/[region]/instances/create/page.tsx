import { CreateInstancePage } from '#components/load-balancer/create-instance-form.tsx';
import { pageMetadata } from '../../../page-metadata.ts';
import { requireSession } from '../../../require-session.ts';

export const generateMetadata = pageMetadata('createInstance');

export default async function InstanceCreatePage({ params }: { params: Promise<{ region: string }> }) {
  const { region } = await params;
  await requireSession(`/${region}/instances/create`);
  return <CreateInstancePage />;
}
