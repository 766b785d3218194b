import { ViewVServerGroupPage } from '#components/vserver-group/group-pages.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('vserverGroup');

interface VServerGroupViewPageProps {
  params: Promise<{ region: string; id: string; groupId: string }>;
}

export default async function VServerGroupViewPage({ params }: VServerGroupViewPageProps) {
  const { region, id, groupId } = await params;
  await requireSession(`/${region}/instances/${id}/vserver-groups/${groupId}`);
  return <ViewVServerGroupPage instanceId={id} groupId={groupId} />;
}
