import { GroupList } from '#components/active-standby-group/group-list.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('groups');

interface GroupsPageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function GroupsPage({ params }: GroupsPageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/active-standby-server-groups`);
  return <GroupList regionId={region} loadBalancerId={id} />;
}
