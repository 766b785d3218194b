import { ViewGroupPage } from '#components/active-standby-group/group-pages.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('group');

interface GroupViewPageProps {
  params: Promise<{ region: string; id: string; groupId: string }>;
}

export default async function GroupViewPage({ params }: GroupViewPageProps) {
  const { region, id, groupId } = await params;
  await requireSession(`/${region}/instances/${id}/active-standby-server-groups/${groupId}`);
  return <ViewGroupPage instanceId={id} groupId={groupId} />;
}
