import { EditGroupPage } from '#components/active-standby-group/group-pages.tsx';
import { pageMetadata } from '../../../../../../page-metadata.ts';
import { requireSession } from '../../../../../../require-session.ts';

export const generateMetadata = pageMetadata('editGroup');

interface GroupEditPageProps {
  params: Promise<{ region: string; id: string; groupId: string }>;
}

export default async function GroupEditPage({ params }: GroupEditPageProps) {
  const { region, id, groupId } = await params;
  await requireSession(`/${region}/instances/${id}/active-standby-server-groups/${groupId}/edit`);
  return <EditGroupPage instanceId={id} groupId={groupId} />;
}
