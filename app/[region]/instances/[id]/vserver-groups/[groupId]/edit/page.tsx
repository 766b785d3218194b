import { EditVServerGroupPage } from '#components/vserver-group/group-pages.tsx';
import { pageMetadata } from '../../../../../../page-metadata.ts';
import { requireSession } from '../../../../../../require-session.ts';

export const generateMetadata = pageMetadata('editVServerGroup');

interface VServerGroupEditPageProps {
  params: Promise<{ region: string; id: string; groupId: string }>;
}

export default async function VServerGroupEditPage({ params }: VServerGroupEditPageProps) {
  const { region, id, groupId } = await params;
  await requireSession(`/${region}/instances/${id}/vserver-groups/${groupId}/edit`);
  return <EditVServerGroupPage instanceId={id} groupId={groupId} />;
}
