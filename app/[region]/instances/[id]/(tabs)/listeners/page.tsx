import { ListenerList } from '#components/listener/listener-list.tsx';
import { pageTitle } from '../../../../../page-title.ts';
import { requireSession } from '../../../../../require-session.ts';

export const metadata = pageTitle('listeners');

interface ListenersPageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function ListenersPage({ params }: ListenersPageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/listeners`);
  return <ListenerList regionId={region} loadBalancerId={id} />;
}
