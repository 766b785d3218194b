import { BackupPage } from '#components/backup/backup-page.tsx';
import { NeedsRole } from '#components/session/write-guard.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('backup');

export default async function Page({ params, searchParams }: { params: Promise<{ region: string }>; searchParams: SearchParams }) {
  const { region } = await params;
  await requireSession(`/${region}/backup`, searchParams);
  return (
    <NeedsRole needed="region-admin">
      <BackupPage />
    </NeedsRole>
  );
}
