import { DrillPage } from '#components/drill/drill-page.tsx';
import { pageMetadata } from '../../../../../../../page-metadata.ts';
import { requireSession } from '../../../../../../../require-session.ts';

export const generateMetadata = pageMetadata('drill');

interface GroupDrillPageProps {
  params: Promise<{ region: string; id: string; groupId: string; drillId: string }>;
}

export default async function GroupDrillPage({ params }: GroupDrillPageProps) {
  const { region, id, groupId, drillId } = await params;
  await requireSession(`/${region}/instances/${id}/active-standby-server-groups/${groupId}/drills/${drillId}`);
  return <DrillPage instanceId={id} groupId={groupId} drillId={drillId} />;
}
