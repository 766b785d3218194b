import { ModifyListenerPage } from '#components/listener/listener-pages.tsx';
import { pageMetadata } from '../../../../../../page-metadata.ts';
import { requireSession } from '../../../../../../require-session.ts';

export const generateMetadata = pageMetadata('modifyListener');

interface ListenerModifyPageProps {
  params: Promise<{ region: string; id: string; listenerId: string }>;
}

export default async function ListenerModifyPage({ params }: ListenerModifyPageProps) {
  const { region, id, listenerId } = await params;
  await requireSession(`/${region}/instances/${id}/listeners/${listenerId}/modify`);
  return <ModifyListenerPage instanceId={id} listenerId={listenerId} />;
}
