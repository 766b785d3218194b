import { DefaultServerList } from '#components/default-server-group/default-server-list.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('defaultGroup');

interface DefaultGroupPageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function DefaultGroupPage({ params }: DefaultGroupPageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/default-server-group`);
  return <DefaultServerList regionId={region} loadBalancerId={id} />;
}
