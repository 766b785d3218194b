import { SecuritySettingsPage } from '#components/security-settings/security-settings-page.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('securitySettings');

export default async function SecuritySettings({
  params,
  searchParams,
}: {
  params: Promise<{ region: string }>;
  searchParams: SearchParams;
}) {
  const { region } = await params;
  await requireSession(`/${region}/security-settings`, searchParams);
  return <SecuritySettingsPage />;
}
