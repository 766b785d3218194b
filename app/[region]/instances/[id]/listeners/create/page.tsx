import { AddListenerPage } from '#components/listener/listener-pages.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('addListener');

interface ListenerCreatePageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function ListenerCreatePage({ params }: ListenerCreatePageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/listeners/create`);
  return <AddListenerPage instanceId={id} />;
}
