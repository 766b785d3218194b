import { CreateVServerGroupPage } from '#components/vserver-group/group-pages.tsx';
import { pageMetadata } from '../../../../../page-metadata.ts';
import { requireSession } from '../../../../../require-session.ts';

export const generateMetadata = pageMetadata('createVServerGroup');

interface VServerGroupCreatePageProps {
  params: Promise<{ region: string; id: string }>;
}

export default async function VServerGroupCreatePage({ params }: VServerGroupCreatePageProps) {
  const { region, id } = await params;
  await requireSession(`/${region}/instances/${id}/vserver-groups/create`);
  return <CreateVServerGroupPage instanceId={id} />;
}
