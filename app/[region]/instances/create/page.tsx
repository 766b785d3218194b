import { CreateInstancePage } from '#components/load-balancer/create-instance-form.tsx';
import { pageTitle } from '../../../page-title.ts';
import { requireSession } from '../../../require-session.ts';

export const metadata = pageTitle('createInstance');

export default async function InstanceCreatePage({ params }: { params: Promise<{ region: string }> }) {
  const { region } = await params;
  await requireSession(`/${region}/instances/create`);
  return <CreateInstancePage />;
}
