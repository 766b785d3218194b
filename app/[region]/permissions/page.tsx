import { PermissionsPage } from '#components/grant/permissions-page.tsx';
import { Restricted } from '#components/session/restricted.tsx';
import { pageMetadata } from '../../page-metadata.ts';
import { requireSession, type SearchParams } from '../../require-session.ts';

export const generateMetadata = pageMetadata('permissions');

export default async function PermissionsRoute({
  params,
  searchParams,
}: {
  params: Promise<{ region: string }>;
  searchParams: SearchParams;
}) {
  const { region } = await params;
  await requireSession(`/${region}/permissions`, searchParams);
  return (
    <Restricted needed="region-admin">
      <PermissionsPage />
    </Restricted>
  );
}
