import { CreateGroupPage } from '#components/active-standby-group/group-pages.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('createGroup');

interface GroupCreatePageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function GroupCreatePage({ params }: GroupCreatePageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/active-standby-server-groups/create`);
  return <CreateGroupPage instanceId={id} />;
}
