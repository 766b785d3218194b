import { redirect } from 'next/navigation';
import { requireSession } from '../../../require-session.ts';

export default async function InstancePage({ params }: { params: Promise<{ region: string; id: string }> }) {
  const { region, id } = await params;
  const details = `/${region}/instances/${id}/details`;
  await requireSession(details);
  redirect(details);
}
