import { ListenerList } from '#components/listener/listener-list.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('listeners');

interface ListenersPageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function ListenersPage({ params }: ListenersPageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/listeners`);
  return <ListenerList regionId={region} loadBalancerId={id} />;
}
