import { redirect } from 'next/navigation';
import { requireSession } from '../require-session.ts';

export default async function RegionPage({ params }: { params: Promise<{ region: string }> }) {
  const { region } = await params;
  await requireSession(`/${region}/instances`);
  redirect(`/${region}/instances`);
}
