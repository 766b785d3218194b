import { VServerGroupList } from '#components/vserver-group/group-list.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('vserverGroups');

interface VServerGroupsPageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function VServerGroupsPage({ params }: VServerGroupsPageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/vserver-groups`);
  return <VServerGroupList regionId={region} loadBalancerId={id} />;
}
